"""Birthdays: the owner is reminded beforehand, whoever agreed is greeted by mail; each once a year, whatever ticks come.

A reminder goes by the owner's own clock, a greeting by the company's. What is due is asked of the database at every tick.
"""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User, Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from notifications.telling import notify
from outbox.post import put_many

from .days_of_birth import celebrated, next_day
from .models import Birthday, CareSettings, Consent, Contact, Email

BATCH, BATCHES = 200, 3
EARLIEST, LATEST = time(8), time(20)
LATELY = timedelta(days=200)
"""Long enough that no window meets the birthday of last year, short enough that it never hides the next one."""


def remind():
    """Tell each owner of the birthdays that come; answers how many were told of."""
    days = CareSettings.current().remind_days
    if days is None:
        return 0
    count = 0
    for today, owners in _owners_by_day(clock.now()).items():
        people = Contact.objects.live().filter(owner__in=owners).select_related("owner__role", "owner__department")
        count += _each_once(celebrated(people, today, days), "reminded_at", today, _tell_owners)
    return count


def greet():
    """Post a greeting to everybody who has a birthday today, an address and a consent; answers how many."""
    settings, company = CareSettings.current(), Workspace.current()
    local = clock.now().astimezone(ZoneInfo(company.zone))
    if not settings.greet or not settings.greet_at <= local.time() < LATEST:
        return 0
    return _each_once(may_be_greeted(celebrated(Contact.objects.live(), local.date())), "posted_at", local.date(), _post)


def may_be_greeted(people):
    """Those with an e-mail who agreed to letters."""
    consents = Consent.objects.in_force().filter(contact=OuterRef("pk"), purpose=Consent.Purpose.MAILING)
    return people.filter(Exists(consents), Exists(Email.objects.filter(contact=OuterRef("pk"))))


# -- steps -----------------------------------------------------------------------


def _owners_by_day(now):
    """{date on their wall: [owner ids]} of those for whom it is daytime."""
    owners, table = {}, Timetable(at=now)
    for user in User.objects.active().with_rights():
        local = now.astimezone(ZoneInfo(user.zone) if user.zone else table.zone(user, now.date()))
        if EARLIEST <= local.time() < LATEST:
            owners.setdefault(local.date(), []).append(user.pk)
    return owners


def _each_once(people, step, today, act):
    """Take the step for each of these people whom nobody has taken it for, batch by batch, each batch in one transaction."""
    lately = Birthday.objects.filter(contact=OuterRef("pk"), **{f"{step}__gte": clock.now() - LATELY})
    count = 0
    for _batch in range(BATCHES):
        with transaction.atomic():
            found = list(people.filter(~Exists(lately)).order_by("pk")[:BATCH])
            years = {contact.pk: next_day(contact.birthday, today).year for contact in found}
            taken = Birthday.objects.claim(years, step, clock.now()) if found else set()
            act([contact for contact in found if contact.pk in taken], years)
        count += len(taken)
        if len(found) < BATCH:
            break
    return count


def _tell_owners(people, years):
    for contact in people:
        notify([contact.owner], "contact.birthday", contact, key=f"birthday:{contact.pk}:{years[contact.pk]}")


def _post(people, years):
    parcels = [(f"greeting:{one.pk}:{years[one.pk]}", {"contact": one.pk, "year": years[one.pk]}) for one in people]
    put_many("birthday_greeting", parcels)

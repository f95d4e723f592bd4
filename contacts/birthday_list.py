"""The birthdays that come, as a list and as paper: whom to greet, where the card goes, and whether it has gone."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from crm_project.lib import clock

from .birthdays import LATELY
from .checking import is_email
from .days_of_birth import celebrated, next_day
from .models import Address, Birthday, CareSettings, Company, Consent, Contact, ContactRole

ORDER = ("place", "last_name", "pk")
MOST_ON_PAPER = 300
OLDEST = 110
_JUST_PAST = timedelta(days=7)


def coming(user, values, action="see"):
    """Contacts one may see (or take away) whose birthday comes within `days`; `whose` and `cards` narrow it."""
    people = celebrated(Contact.objects.allowed(user, action).live(), localdate(clock.now()), values["days"])
    if values.get("whose") == "mine":
        people = people.of(user)
    sent = Exists(Birthday.objects.filter(contact=OuterRef("pk"), card_sent_at__gte=clock.now() - LATELY))
    if values.get("cards") == "sent":
        return people.filter(sent)
    return people.filter(~sent) if values.get("cards") == "open" else people


def with_days(people):
    """Set `on`, the day it is kept, and `turns`, the age, unless it was never meant as one."""
    today, people = localdate(clock.now()), list(people)
    for contact in people:
        contact.on = next_day(contact.birthday, today)
        age = contact.on.year - contact.birthday.year
        contact.turns = age if 0 < age <= OLDEST else None
    return people


def with_all(people, user):
    """Besides, what was done this year, whether a letter will go, the company and the postal address: a constant number of queries."""
    people = with_days(people)
    done = {row.contact_id: row for row in Birthday.objects.of(people).filter(card_sent_at__gte=clock.now() - LATELY)}
    greeted = set(Birthday.objects.of(people).filter(greeted_at__gte=clock.now() - LATELY).values_list("contact", flat=True))
    agreed = set(Consent.objects.in_force().filter(contact__in=people, purpose="mailing").values_list("contact", flat=True))
    greets, places = CareSettings.current().greet, _places(people, user)
    addresses = _addresses(people, places)
    for contact in people:
        contact.card = done.get(contact.pk)
        contact.is_greeted = contact.pk in greeted
        reachable = any(is_email(email.address) for email in contact.emails.all())
        contact.will_be_greeted = greets and contact.pk in agreed and reachable and not contact.is_greeted
        contact.place = places.get(contact.pk)
        contact.postal = addresses.get(contact.pk, "")
    return people


def keyed_by_year(people):
    """{contact: the year whose birthday is meant}: the one that comes, or the one of a few days ago."""
    since = localdate(clock.now()) - _JUST_PAST
    return {contact: next_day(contact.birthday, since).year for contact in people if contact.birthday}


# -- steps -----------------------------------------------------------------------


def _places(people, user):
    """{contact id: their first company that the reader may see}"""
    found = {}
    visible = Company.objects.visible_to(user).live()
    roles = ContactRole.objects.filter(contact__in=people, company__in=visible).select_related("company").order_by("-is_main", "pk")
    for role in roles:
        found.setdefault(role.contact_id, role.company)
    return found


def _addresses(people, places):
    """{contact id: where paper reaches them}: their own address, else that of their company."""
    own, offices = {}, {}
    for one in Address.objects.filter(contact__in=people).order_by("position", "pk"):
        own.setdefault(one.contact_id, one.text)
    for one in Address.objects.filter(company__in=places.values()).order_by("position", "pk"):
        offices.setdefault(one.company_id, one.text)
    return {pk: offices[company.pk] for pk, company in places.items() if company.pk in offices} | own

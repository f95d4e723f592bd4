"""Brings what people are asked to read in line with what they owe. Doing it twice, or late, changes nothing."""

from django.db import transaction

from crm_project.lib import clock

from ..models import Acknowledgement, ReaderPlace, ReadingAssignment, ReadingItem, ReadingRound
from .audience import READ, readers
from .due import Deadlines
from .facts import again_of, facts_of, waivers_of
from .path import days_of
from .plan import Plan
from .snapshot import Snapshot
from .telling import tell
from .turns import alone

REASON = ReadingAssignment.Reason
STATE = ReadingAssignment.State
BATCH = 2000


def ask_everybody(edition):
    """An edition has come into force: everybody concerned is asked to read what it changed for them. Once."""
    if edition.regulation.genre not in READ:
        return
    with transaction.atomic():
        alone(edition.regulation)
        _round, is_first = ReadingRound.objects.get_or_create(edition=edition, defaults={"begun_at": clock.now()})
        if is_first:
            settle(edition.regulation, reason=REASON.PUBLISH)


def settle(regulation, people=None, *, reason, by=None, is_told=True):
    """Make, supersede, shorten and end the readings of these people (ids; everybody by default) in one regulation.

    Whoever has read nothing of it yet and came within the last days walks the path of a new colleague. Answers the made ones.
    `is_told` False: somebody else tells it.
    """
    now = clock.now()
    with transaction.atomic():
        alone(regulation)
        snapshot, asked = Snapshot(regulation, now), _open_readings(regulation, people)
        who = readers(people) if snapshot.edition else []
        plan = Plan(snapshot, Deadlines(now), asked, now, reason, by, days_of(list(snapshot.nodes.values())))
        facts = [of(regulation, [one.pk for one in who]) for of in (facts_of, waivers_of, again_of)]
        for person in who:
            known = [fact.get(person.pk, {}) for fact in facts]
            knows = bool(known[0] or known[1]) or snapshot.has_published(person)
            plan.add(person, snapshot.owed_by(person, *known), knows=knows)
        plan.end_for_those_who_left({one.pk for one in who})
        _write(plan)
        if is_told:
            tell(plan, snapshot)
    return plan.made


def settle_one(regulation, person, *, reason, by=None):
    """The same for one person, for a verb that has changed what they owe."""
    return settle(regulation, [person.pk], reason=reason, by=by)


def remember_places(people):
    """As what these people have now been asked to read."""
    rows = [ReaderPlace(user=one, position_id=one.position_id, role_id=one.role_id, is_active=one.is_active) for one in people]
    fields = ["position", "role", "is_active"]
    ReaderPlace.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user"], update_fields=fields, batch_size=BATCH)


def has_read_of(regulation, person):
    return Acknowledgement.objects.of_regulation(regulation).of_people([person.pk]).exists()


def _open_readings(regulation, people):
    """{user id: the open reading with its items}"""
    rows = ReadingAssignment.objects.open().of_regulation(regulation)
    rows = rows if people is None else rows.of_people(people)
    return {row.user_id: row for row in rows.locked().order_by("pk").prefetch_related("items")}


def _write(plan):
    # An old reading ends before the next begins: a person has one open at a time.
    ReadingAssignment.objects.bulk_update(plan.changed, ["state", "due_at", "remind_at", "settled_at"], batch_size=BATCH)
    ReadingItem.objects.bulk_update(
        plan.changed_items, ["state", "due_at", "version", "kind", "started_at", "days", "day"], batch_size=BATCH
    )
    ReadingAssignment.objects.bulk_create(plan.made, batch_size=BATCH)
    ReadingItem.objects.bulk_create(plan.made_items, batch_size=BATCH)

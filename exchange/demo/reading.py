"""Who has read what of the handbook: the first edition everybody, the second almost; Egor walks his first five days."""

from datetime import timedelta

from django.utils.translation import override

from notifications.models import Notice
from regulations.models import Acknowledgement, Confusion, EditionNode, ReaderState, ReadingAssignment, ReadingItem, Regulation
from regulations.reading.acknowledging import statement_for
from regulations.reading.due import Deadlines
from regulations.reading.settling import remember_places, settle

NEW = "egor"
LATE, READING = ("boris",), ("anna", "vera")
UNCLEAR = {
    "ru": "Что писать, если клиент сам не знает, когда решит?",
    "en": "What do I write when the client does not know when they will decide?",
}


def read_the_first(people, at):
    """Everybody but the new colleague has confirmed edition 1 of every document."""
    asked = ReadingAssignment.objects.open().exclude(user=people[NEW])
    for reading in asked.select_related("user__position", "user__department", "edition"):
        items = list(reading.items.all())
        _acknowledge(reading, items, at)
        reading.items.update(state=ReadingItem.State.DONE)
        ReadingAssignment.objects.filter(pk=reading.pk).update(
            state=ReadingAssignment.State.DONE, made_at=at - timedelta(days=9), due_at=at, remind_at=None, settled_at=at
        )


def read_the_second(people, now):
    """Asked for twelve days ago: most have confirmed it, Boris is late, Anna and Vera came back yesterday and are at it."""
    deadlines, begun = Deadlines(now), now - timedelta(days=12)
    names = {person.pk: name for name, person in people.items()}
    open_ = ReadingAssignment.objects.open().exclude(user=people[NEW])
    for reading in open_.filter(reason="publish").select_related("user__position", "user__department", "edition"):
        name, items = names.get(reading.user_id, ""), list(reading.items.select_related("section"))
        started = now - timedelta(days=1) if name in READING else begun
        due_at = deadlines.due_at(reading.user, started, 3)
        reading.items.update(started_at=started, due_at=due_at)
        facts = {"made_at": begun, "due_at": due_at, "remind_at": deadlines.remind_at(reading.user, due_at, now)}
        if name in READING:
            _acknowledge(reading, items[:1], now - timedelta(hours=2))
            ReadingItem.objects.filter(pk=items[0].pk).update(state=ReadingItem.State.DONE)
            facts["state"] = ReadingAssignment.State.OPENED
        elif name not in LATE:
            _acknowledge(reading, items, begun + timedelta(days=1))
            reading.items.update(state=ReadingItem.State.DONE)
            facts |= {"state": ReadingAssignment.State.DONE, "remind_at": None, "settled_at": begun + timedelta(days=1)}
        ReadingAssignment.objects.filter(pk=reading.pk).update(**facts)
    remember_places([person for name, person in people.items() if name != NEW])


def begin_the_path(person, now):
    """A new colleague since three days: the first two days of the path are read, and something was unclear."""
    ReadingAssignment.objects.filter(user=person).delete()
    Notice.objects.filter(recipient=person, verb="reading.asked").delete()
    for regulation in Regulation.objects.exclude(genre="checklist"):
        settle(regulation, [person.pk], reason=ReadingAssignment.Reason.HIRE)
    remember_places([person])
    for reading in ReadingAssignment.objects.open().of(person).select_related("user__position", "user__department", "edition"):
        read = list(reading.items.filter(day__lte=2).select_related("section"))
        _acknowledge(reading, read, now - timedelta(hours=20))
        ReadingItem.objects.filter(pk__in=[item.pk for item in read]).update(state=ReadingItem.State.DONE)
        ReadingAssignment.objects.filter(pk=reading.pk).update(state=ReadingAssignment.State.OPENED)
    _stumble(person, now)


def _acknowledge(reading, items, at):
    person, edition = reading.user, reading.edition
    numbers = dict(EditionNode.objects.filter(edition=edition).values_list("section_id", "number"))
    with override(person.language or "ru"):
        code = reading.regulation.code
        rows = [
            Acknowledgement(
                user=person,
                section_id=item.section_id,
                version_id=item.version_id,
                edition=edition,
                statement=statement_for(numbers.get(item.section_id, ""), code, str(edition.number)),
                language=person.language or "ru",
                at=at,
                position_name=str(person.position or ""),
                department_name=str(person.department),
            )
            for item in items
        ]
    Acknowledgement.objects.bulk_create(rows)
    states = [ReaderState(user=person, section_id=row.section_id, seen_version_id=row.version_id, first_seen_at=at) for row in rows]
    ReaderState.objects.bulk_create(states, update_conflicts=True, unique_fields=["user", "section"], update_fields=["seen_version"])


def _stumble(person, now):
    node = EditionNode.objects.filter(section__code="next-step", section__regulation__code="CRM-01").order_by("-edition__number").first()
    language = person.language or "ru"
    text = node.version.text_in(language) if node else None
    if text and text.blocks:
        block = next(one for one in text.blocks if one["kind"] == "p")
        Confusion.objects.create(
            section=node.section, version=node.version, block=block["id"], quote=block["text"], user=person, hired_days=3,
            text=UNCLEAR[language], at=now - timedelta(hours=3),
        )  # fmt: skip

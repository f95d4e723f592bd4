"""An edition with a day to come: whom it changes something for is told once, before its day, and once more if it is withdrawn.

What was announced is not told again when it comes into force: the notice says from when it holds and until when it is to be
confirmed, the reading stands on the day of its reader, and a reminder comes a working day before it is due.
"""

from notifications.models import Notice
from notifications.telling import notify

from .audience import READ, readers
from .due import Deadlines
from .facts import again_of, facts_of, waivers_of
from .snapshot import Snapshot
from .telling import TakenOut, Words


def announce(edition):
    """Published with a day to come: everybody it will ask something new of is told, with what and from when."""
    if edition.regulation.genre not in READ or not edition.is_scheduled:
        return
    people = readers()
    now, then = (_owed(edition.regulation, people, at) for at in (None, edition.effective_at))
    places = {person: _new(then[person.pk], now[person.pk]) for person in people}
    places = {person: found for person, found in places.items() if found}
    if not places:
        return
    words, deadlines = Words([one for found in places.values() for one in found]), Deadlines(edition.effective_at)
    lost = {person: [one.known_id for one in found if one.version_id is None and one.known_id] for person, found in places.items()}
    gone = TakenOut(version for versions in lost.values() for version in versions)
    details = {
        person.pk: _details(edition, person, found, words, deadlines) | {"taken_out": gone.of(lost[person])}
        for person, found in places.items()
    }
    notify(list(places), "reading.announced", edition.regulation, key=_key(edition), details_of=details)


def withdraw(edition):
    """Whoever was told of it is told that it does not come."""
    told = [notice.recipient for notice in Notice.objects.told_under(_key(edition))]
    details = {"code": edition.regulation.code, "edition": edition.label, "from": edition.effective_at.isoformat()}
    notify(told, "reading.withdrawn", edition.regulation, key=f"reading.withdrawn:{edition.pk}", details=details)


def is_known(edition, told):
    """Of {user id: items} the ids of those to whom all of it was announced."""
    rows = Notice.objects.told_under(_key(edition)).values_list("recipient_id", "details")
    announced = {user: {tuple(pair) for pair in details["places"]} for user, details in rows}
    return {
        user for user, items in told.items() if user in announced and {(one.section_id, one.version_id) for one in items} <= announced[user]
    }


def _owed(regulation, people, at):
    snapshot = Snapshot(regulation, at)
    facts = [of(regulation, [one.pk for one in people]) for of in (facts_of, waivers_of, again_of)]
    return {person.pk: snapshot.owed_by(person, *(fact.get(person.pk, {}) for fact in facts)) for person in people}


def _new(then, now):
    return [one for section, one in then.items() if section not in now or now[section].version_id != one.version_id]


def _details(edition, person, found, words, deadlines):
    regulation = edition.regulation
    due_at = deadlines.due_at(person, edition.effective_at, regulation.ack_due_days)
    return {
        "code": regulation.code,
        "edition": edition.label,
        "number": edition.number,
        "from": edition.effective_at.isoformat(),
        "due": deadlines.table.local_date(person, due_at).isoformat(),
        "places": [[one.section_id, one.version_id] for one in found],
        **words.about(found),
    }


def _key(edition):
    return f"reading.announced:{edition.pk}"

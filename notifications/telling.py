"""The one door by which anybody is told anything."""

from django.db import transaction

from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.live import publish
from outbox.post import put_many

from .digest import gather
from .models import Notice, PushSubscription
from .preferences import DIGEST, choice, wants
from .quiet import until


def notify(recipients, verb, subject=None, *, key, details=None, details_of=None):
    """Tell each of these people once: the same key again, from a job or a second worker, changes nothing.

    The bell at once; push and mail through the outbox, each as the person chose, after their quiet hours or with the
    morning's letter; somebody without access is told nothing.
    `details` are the same for all; `details_of` is {user id: details} where each is told something else.
    """
    people = {person.pk: person for person in recipients if person is not None and person.is_active}
    now = clock.now()
    with transaction.atomic():
        told = _write(people, verb, subject, key, details_of or dict.fromkeys(people, details or {}), now)
        _post([people[pk] for pk in told], verb, key, now)
    return told


def _write(people, verb, subject, key, details_of, now):
    known = set(Notice.objects.with_key(key, people).values_list("recipient_id", flat=True))
    rows = [
        Notice(
            recipient_id=pk,
            verb=verb,
            subject_kind=subject.kind if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            details=details_of[pk],
            key=key,
            created_at=now,
            read_at=None if wants(person, verb, "bell") else now,
        )
        for pk, person in people.items()
        if pk not in known
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return [row.recipient_id for row in rows]


def _post(people, verb, key, now):
    timetable = Timetable(at=now)
    letters, calls = {}, {}
    listening = _listening(people, verb)
    for person in people:
        quiet = until(person, verb, now, timetable)
        mail = choice(person, verb, "mail")
        if mail == DIGEST:
            gather(person, now, timetable)
        elif wants(person, verb, "mail"):
            letters.setdefault(quiet, []).append((f"notice:{person.pk}:{key}", {"recipient": person.pk, "key": key}))
        if person.pk in listening:
            calls.setdefault(quiet, []).append(_call(person, key, quiet, now))
        publish(f"user:{person.pk}", "notice")
        publish(f"user:{person.pk}", "badges")
    for quiet, parcels in letters.items():
        put_many("notice_mail", parcels, due_at=quiet)
    for quiet, parcels in calls.items():
        put_many("notice_push", parcels, due_at=quiet)


def _listening(people, verb):
    """Ids of those who want this kind by push and have a browser that takes it."""
    wanting = [person.pk for person in people if wants(person, verb, "push") and wants(person, verb, "bell")]
    if not wanting:
        return set()
    return set(PushSubscription.objects.of_people(wanting).listening().values_list("user_id", flat=True))


def _call(person, key, quiet, now):
    """After quiet hours one call is enough, whatever came in them."""
    if quiet is None:
        return f"call:{person.pk}:{key}", {"recipient": person.pk, "key": key}
    key = f"quiet:{quiet.isoformat()}"
    return f"call:{person.pk}:{key}", {"recipient": person.pk, "key": key, "since": now.isoformat()}

"""The one door by which anybody is told anything."""

from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.live import publish
from outbox.post import put_many

from .models import Notice
from .preferences import wants


def notify(recipients, verb, subject=None, *, key, details=None, details_of=None):
    """Tell each of these people once: the same key again, from a job or a second worker, changes nothing.

    The bell at once, mail through the outbox, each as the person chose; somebody without access is told nothing.
    `details` are the same for all; `details_of` is {user id: details} where each is told something else.
    """
    people = {person.pk: person for person in recipients if person is not None and person.is_active}
    with transaction.atomic():
        told = _write(people, verb, subject, key, details_of or dict.fromkeys(people, details or {}))
        _post([people[pk] for pk in told], verb, key)
    return told


def _write(people, verb, subject, key, details_of):
    known = set(Notice.objects.with_key(key, people).values_list("recipient_id", flat=True))
    now = clock.now()
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


def _post(people, verb, key):
    letters = [person for person in people if wants(person, verb, "mail")]
    put_many("notice_mail", [(f"notice:{person.pk}:{key}", {"recipient": person.pk, "key": key}) for person in letters])
    for person in people:
        publish(f"user:{person.pk}", "notice")
        publish(f"user:{person.pk}", "badges")

"""A section that somebody knows is read once more: after breaches of its rule, by the head's wish, or after a year."""

from collections import defaultdict
from datetime import timedelta

from django.db import connection, transaction

from crm_project.lib import clock

from ..models import ReadAgain, ReaderState, ReadingAssignment
from .acknowledging import NotForYou
from .audience import READ, regulations_read
from .permissions import may_waive
from .settling import settle
from .turns import alone

REASON = ReadAgain.Reason
TOLD_ELSEWHERE = (REASON.BREACH, REASON.MISSED)
"""The signal and the result of the test say so themselves."""
BESIDE = 60
"""Whoever is to read one section again after a year reads along what comes due within these days."""
BATCH = 2000

_LONG_AGO = """
SELECT last.user_id, last.section_id
FROM (
    SELECT known.*, min(known.at) OVER (PARTITION BY known.user_id) AS first_at
    FROM (
        SELECT DISTINCT ON (ack.user_id, ack.section_id) ack.user_id, ack.section_id, ack.at, ack.version_id
        FROM regulations_acknowledgement ack
        JOIN regulations_editionnode node
            ON node.section_id = ack.section_id AND node.edition_id = %(edition)s AND node.required_reading
        WHERE NOT EXISTS (SELECT FROM regulations_acknowledgementvoid void WHERE void.acknowledgement_id = ack.id)
        ORDER BY ack.user_id, ack.section_id, ack.at DESC, ack.id DESC
    ) known
    WHERE known.version_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM regulations_readagain again
        WHERE again.user_id = known.user_id AND again.section_id = known.section_id
          AND again.asked_at >= GREATEST(known.at, %(late)s) AND again.withdrawn_at IS NULL
    )
) last
JOIN accounts_user person ON person.id = last.user_id AND person.is_active
WHERE last.first_at < %(late)s AND last.at < %(soon)s
ORDER BY last.user_id, last.section_id
"""


def ask_again(people, *sections, reason, origin, by=None):
    """These people owe the sections once more, `origin` being the cause: once for each. By the system, or by a head of all of them."""
    if by is not None and not all(may_waive(by, person) for person in people):
        raise NotForYou
    asked = defaultdict(list)
    for section in sections:
        asked[section.regulation].append(section)
    with transaction.atomic():
        for regulation in sorted(asked, key=lambda one: one.pk):
            if regulation.genre in READ:
                alone(regulation)
                pairs = [(person.pk, section.pk) for person in people for section in asked[regulation]]
                _ask(regulation, pairs, reason, origin, by)


def take_back(*origins):
    """What was asked because of these is no longer asked; twice is once."""
    with transaction.atomic():
        rows = ReadAgain.objects.of_origins(origins).standing().select_related("section__regulation")
        people = defaultdict(set)
        for row in rows:
            people[row.section.regulation].add(row.user_id)
        for regulation in sorted(people, key=lambda one: one.pk):
            alone(regulation)
        rows.update(withdrawn_at=clock.now())
        for regulation, ids in people.items():
            settle(regulation, sorted(ids), reason=ReadingAssignment.Reason.MANUAL)


def ask_after_a_year():
    """By the tick: whoever confirmed a section that is to be read longer ago than its document says reads it once more."""
    now = clock.now()
    for regulation in regulations_read().exclude(reread_every_days=0):
        edition = regulation.editions.in_force(now).first()
        if edition is None:
            continue
        late = now - timedelta(days=regulation.reread_every_days)
        with transaction.atomic(), connection.cursor() as cursor:
            facts = {"edition": edition.pk, "late": late, "soon": late + timedelta(days=min(BESIDE, regulation.reread_every_days // 2))}
            cursor.execute(_LONG_AGO, facts)
            if rows := cursor.fetchall():
                alone(regulation)
                _ask(regulation, rows, REASON.INTERVAL, f"interval:{now:%Y-%m-%d}", None)


def breaches_behind(user, sections):
    """Because of what this person was asked to read these sections again after breaches: origins."""
    rows = ReadAgain.objects.of_people([user.pk]).after_breaches().filter(section__in=sections)
    return list(rows.order_by("pk").values_list("origin", flat=True))


def _ask(regulation, pairs, reason, origin, by):
    now = clock.now()
    known = set(ReadAgain.objects.of_regulation(regulation).of_origins([origin]).values_list("user_id", "section_id"))
    fresh = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    rows = [ReadAgain(user_id=user, section_id=section, reason=reason, origin=origin, asked_at=now, asked_by=by) for user, section in fresh]
    ReadAgain.objects.bulk_create(rows, batch_size=BATCH)
    people, sections = sorted({user for user, _section in fresh}), {section for _user, section in fresh}
    # To be read means to be opened: what was seen before does not count.
    ReaderState.objects.filter(user__in=people, section__in=sections).delete()
    if people:
        how = ReadingAssignment.Reason.INTERVAL if reason == REASON.INTERVAL else ReadingAssignment.Reason.MANUAL
        settle(regulation, people, reason=how, by=by, is_told=reason not in TOLD_ELSEWHERE)

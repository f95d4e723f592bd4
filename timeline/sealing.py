from dataclasses import dataclass

from django.db import connection, transaction

from .models import Entry

_LOCK = 7_213_001
BATCH = 5000


def seal(limit=100_000):
    """Chain unsealed entries in order; one sealer at a time, writers never wait. Tells how many were sealed."""
    sealed = 0
    while sealed < limit:
        done = _seal_batch()
        sealed += done
        if done < BATCH:
            break
    return sealed


@dataclass(frozen=True)
class Verdict:
    """`checked` sealed entries; `broken` is the pk of the first entry that does not fit, or None; `waiting` unsealed ones."""

    checked: int
    sealed_to: int
    broken: int | None
    waiting: int


def verify():
    """Walk the chain from its beginning: a missing, changed or foreign entry breaks it, and is named."""
    from .models.entry import digest_of

    previous, expected, checked = "", 1, 0
    for entry in Entry.objects.sealed().iterator(chunk_size=5000):
        intact = entry.redacted_at is not None or digest_of(entry.details) == entry.digest
        if entry.seal != expected or entry.chain != entry.link_to(previous) or not intact:
            return Verdict(checked, expected - 1, entry.pk, Entry.objects.unsealed().count())
        previous, expected, checked = entry.chain, expected + 1, checked + 1
    return Verdict(checked, expected - 1, None, Entry.objects.unsealed().count())


def _seal_batch():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        last = Entry.objects.sealed().last()
        number, previous = (last.seal, last.chain) if last else (0, "")
        rows = []
        for entry in Entry.objects.unsealed()[:BATCH]:
            number += 1
            previous = entry.link_to(previous)
            rows.append((entry.pk, number, previous))
        _write(cursor, rows)
    return len(rows)


def _write(cursor, rows):
    if not rows:
        return
    cursor.execute(
        "UPDATE timeline_entry AS e SET seal = s.seal, chain = s.chain"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS s(id, seal, chain) WHERE e.id = s.id",
        [list(column) for column in zip(*rows, strict=True)],
    )

"""The worker's side of an import: chunks of rows, each one transaction with its checkpoint."""

from collections import Counter
from itertools import islice

import structlog
from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.sheets import UnreadableFile
from timeline.models import Entry

from .models import BroughtRecord, ImportRun, RefusedRow
from .reading import rows_of, target_of
from .targets.target import BadRow
from .undoing import take_back

CHUNK = 500
TRIES = 3
log = structlog.get_logger(__name__)


def run_import(pk):
    """Carry on with one import, from its last checkpoint. A second worker finds it taken and goes away."""
    run = _taken(pk)
    if run is None:
        return
    try:
        if run.state == ImportRun.State.UNDOING:
            take_back(run)
        else:
            _bring(run)
    except UnreadableFile as error:
        _fail(run, error.why)
    except Exception as error:
        log.exception("import.failed", run=run.pk)
        if run.attempts >= TRIES:
            _fail(run, type(error).__name__)
        else:
            ImportRun.objects.filter(pk=run.pk).update(heard_at=None)
        raise


def _taken(pk):
    with transaction.atomic():
        run = (
            ImportRun.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("by__role", "by__department")
            .due(clock.now())
            .filter(pk=pk)
            .first()
        )
        if run is None:
            return None
        if run.state == ImportRun.State.QUEUED:
            run.state = ImportRun.State.RUNNING
        run.heard_at, run.attempts = clock.now(), run.attempts + 1
        run.save(update_fields=["state", "heard_at", "attempts"])
    return run


def _bring(run):
    target = target_of(run)
    known, rows = target.prepare(run), rows_of(run, after=run.row_reached)
    while chunk := list(islice(rows, CHUNK)):
        if not run.by.is_active or not run.by.has_right("bulk"):
            _fail(run, "no_right")
            return
        with transaction.atomic():
            _bring_chunk(run, target, known, chunk)
        run.by.refresh_from_db(fields=["is_active", "role"])
    run.state, run.finished_at = ImportRun.State.DONE, clock.now()
    run.save(update_fields=["state", "finished_at"])
    counts = {"created": run.created, "skipped": run.skipped, "refused": run.refused}
    run.record("import_done", by=run.by, audience=Entry.Audience.ADMINS, name=run.name, **counts)


def _bring_chunk(run, target, known, chunk):
    good, refused = [], []
    for row in chunk:
        try:
            target.check(row, known)
        except BadRow as bad:
            refused.append((row, bad))
        else:
            good.append(row)
    outcome = target.bring(good, run, known)
    refused += outcome.refused
    notes = Counter(run.notes)
    skipped = {number for number, _why in outcome.skipped}
    for row in good:
        if row.number not in skipped:
            notes.update(target.notes(row))
    main = {"deals": "deal", "companies": "company", "products": "product"}.get(run.what)
    made = sum(1 for record in outcome.brought if record[0] == main) if main else len(good) - len(skipped)
    _note_records(run, outcome.brought)
    RefusedRow.objects.bulk_create([_refusal(run, row, bad) for row, bad in refused])
    run.notes, run.row_reached, run.heard_at = dict(notes), chunk[-1].number, clock.now()
    run.created, run.skipped, run.refused = run.created + made, run.skipped + len(skipped), run.refused + len(refused)
    run.attempts = 0
    run.save(update_fields=["notes", "row_reached", "heard_at", "created", "skipped", "refused", "attempts"])


def _note_records(run, brought):
    BroughtRecord.objects.bulk_create(
        [BroughtRecord(run=run, kind=kind, record_id=pk, row=row, stamp=stamp) for kind, pk, row, stamp in brought],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _refusal(run, row, bad):
    cells = [str(row.cells.get(key, "") or "") for key in run.mapping.values() if ":" not in key]
    return RefusedRow(run=run, row=row.number, cells=cells, field=bad.field, why=bad.why, value=bad.value)


def _fail(run, why):
    run.state, run.error, run.finished_at = ImportRun.State.FAILED, why, clock.now()
    run.save(update_fields=["state", "error", "finished_at"])

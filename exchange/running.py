"""The worker's side of an import: chunks of rows, each one transaction with its checkpoint."""

from collections import Counter

import structlog
from django.db import transaction

from accounts.models import User
from crm_project.lib import clock
from crm_project.lib.copying import copy_in
from crm_project.lib.sheets import UnreadableFile
from timeline.models import Entry

from .models import BroughtRecord, ImportRun, RefusedRow
from .reading import chunks_of, read_chunk, target_of
from .statistics import freshen
from .undoing import take_back

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
    known = target.prepare(run)
    for chunk in chunks_of(run, after=run.row_reached):
        if not run.by.is_active or not target.allowed(run.by):
            _fail(run, "no_right")
            return
        with transaction.atomic():
            _bring_chunk(run, target, known, chunk)
        freshen(target.fills)
        run.by = User.objects.with_rights().get(pk=run.by_id)
    target.finish(run, known)
    with transaction.atomic():
        run.state, run.finished_at = ImportRun.State.DONE, clock.now()
        run.save(update_fields=["state", "finished_at"])
        counts = {"created": run.created, "skipped": run.skipped, "refused": run.refused}
        run.record("import_done", by=run.by, audience=Entry.Audience.ADMINS, name=run.name, **counts)
        run.pass_the_turn()


def _bring_chunk(run, target, known, chunk):
    """All of a chunk, and how far the import is, in one transaction: whoever is killed here has done nothing."""
    good, refused = read_chunk(chunk, target, known)
    outcome = target.bring(good, run, known)
    refused += outcome.refused
    left_out = {*outcome.skipped, *outcome.joined, *(row.number for row, _bad in outcome.refused)}
    notes = Counter(run.notes) + outcome.notes
    for row, _record in good:
        if row.number not in left_out:
            notes.update(target.notes(row, known))
    _note_records(run, outcome.brought)
    RefusedRow.objects.bulk_create([_refusal(run, row, bad) for row, bad in refused], batch_size=1000)
    run.notes, run.row_reached, run.heard_at = dict(notes), chunk[-1].number, clock.now()
    run.created += len(good) - len(left_out)
    run.skipped, run.joined = run.skipped + len(outcome.skipped), run.joined + len(outcome.joined)
    run.refused, run.attempts = run.refused + len(refused), 0
    run.save(update_fields=["notes", "row_reached", "heard_at", "created", "skipped", "joined", "refused", "attempts"])


def _note_records(run, brought):
    rows = [(run.pk, kind, pk, row, stamp) for kind, pk, row, stamp in brought]
    copy_in(BroughtRecord, ("run_id", "kind", "record_id", "row", "stamp"), rows)


def _refusal(run, row, bad):
    cells = ["" if cell is None else str(cell) for cell in row.raw]
    return RefusedRow(run=run, row=row.number, cells=cells, field=bad.field, why=bad.why, value=bad.value, told=bad.told)


def _fail(run, why):
    with transaction.atomic():
        run.state, run.error, run.finished_at = ImportRun.State.FAILED, why, clock.now()
        run.save(update_fields=["state", "error", "finished_at"])
        run.pass_the_turn()

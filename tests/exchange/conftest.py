"""Tables brought in as the worker does it: from the stored file to the last row."""

import uuid
from pathlib import Path

import pytest

from crm_project.lib import clock
from crm_project.lib.sheets import open_sheet
from exchange.models import ImportRun
from exchange.reading import path_of
from exchange.running import run_import
from exchange.targets import TARGETS


@pytest.fixture
def draft(settings, tmp_path):
    """draft(by, what, "head\\nrows") → an import whose columns are mapped by their titles."""
    settings.MEDIA_ROOT = tmp_path

    def make(by, what, text, name="clients.csv", **choices):
        run = ImportRun(by=by, what=what, name=name, stored_as=uuid.uuid4(), sha256="", created_at=clock.now())
        path_of(run).parent.mkdir(parents=True, exist_ok=True)
        content = text if isinstance(text, bytes) else (text.strip() + "\n").encode()
        Path(path_of(run)).write_bytes(content)
        sheet = open_sheet(path_of(run), name)
        run.head, run.reading = sheet.head, {"kind": sheet.kind, "encoding": sheet.encoding, "separator": sheet.separator}
        run.mapping, run.choices = TARGETS[what].guess(run.head), choices
        run.state = ImportRun.State.QUEUED
        run.save()
        return run

    return make


@pytest.fixture
def bring(draft):
    """The same, run to its end."""

    def make(by, what, text, **choices):
        run = draft(by, what, text, **choices)
        run_import(run.pk)
        run.refresh_from_db()
        return run

    return make


def counts(run):
    return run.created, run.skipped, run.refused


def reasons(run):
    return [(row.row, row.field, row.why, row.value) for row in run.refusals.all()]

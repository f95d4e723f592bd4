"""Files of a move: taken one by one, so that a broken one keeps no good one back."""

from django.db import transaction
from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.sheets import UnreadableFile
from deals.refusals import NotAllowed

from ..models import ImportRun, Relocation
from ..models.relocation import ORDER
from ..preparing import read_again, store
from ..reading import path_of
from ..words import FAILURES
from .facts import learn
from .systems import Foreign, check_known

MOST_FILES = 20


def begin(uploads, *, by):
    """(a move with the files that can be read, or None; {name of a file: why it stays out})"""
    relocation = Relocation.objects.create(by=by, created_at=clock.now())
    refused = take_files(relocation, uploads, by=by)
    if not relocation.runs.exists():
        relocation.delete()
        return None, refused
    return relocation, refused


def take_files(relocation, uploads, *, by):
    """Add files; tells {name: why not} of those that stay out."""
    refused = {}
    for upload in uploads:
        try:
            _take(relocation, upload, by)
        except UnreadableFile as refusal:
            refused[upload.name] = FAILURES[refusal.why]
        except Foreign:
            refused[upload.name] = _("This is no export of Bitrix24 or amoCRM: its titles are not known here. Import it by itself.")
        except NotAllowed:
            refused[upload.name] = _("By its titles this file holds what you may not bring in.")
        except _Twice:
            refused[upload.name] = _("This very file is among the others already.")
    return refused


def read_as(run, what):
    """The guess of what is in a file was wrong."""
    with transaction.atomic():
        read_again(run, what, run.reading.get("encoding", ""), run.reading.get("separator", ""))
        learn(run)


def drop(run):
    """The file stays out of the move, and is not kept."""
    path_of(run).unlink(missing_ok=True)
    run.delete()


class _Twice(Exception):
    """The bytes of this file are in the move already."""


def _take(relocation, upload, by):
    if relocation.runs.count() >= MOST_FILES:
        raise UnreadableFile("too_large")
    run = store(upload, "", by=by)
    try:
        with transaction.atomic():
            if relocation.runs.filter(sha256=run.sha256).exists():
                raise _Twice
            if run.what not in ORDER:
                raise Foreign
            check_known(run)
            run.relocation = relocation
            run.save(update_fields=["relocation"])
            learn(run)
    except Exception:
        drop(ImportRun.objects.get(pk=run.pk))
        raise

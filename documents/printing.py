"""Papers are made by a process of their own, and kept: an edition is pressed once and read many times."""

import json
import os
import subprocess
import sys

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import get_valid_filename

from timeline.keeping import keep, path_of

from .models import Edition
from .refusals import NoPango, PressFailed, TemplateIsWrong

SECONDS = 60
WORK, TRIAL = 20, 8
"""Seconds of reckoning that a paper may take, and that a template may take to be tried on a large sample."""
FORMS = ("docx", "pdf")
log = structlog.get_logger(__name__)


def paper_of(edition, form, *, by):
    """The File of an edition as "docx" or "pdf", made at the first asking. Raises PressFailed."""
    kept = getattr(edition, form)
    if kept and not kept.deleted_at:
        return kept
    if form == "docx":
        made = press("docx", path_of(edition.template_file).read_bytes(), edition.content)
    else:
        made = press("pdf", path_of(paper_of(edition, "docx", by=by)).read_bytes())
    return _kept(edition, form, made, by)


def bytes_of(edition, form):
    """The same for whoever only reads: nothing is kept."""
    kept = getattr(edition, form)
    if kept and not kept.deleted_at:
        return path_of(kept).read_bytes()
    docx = press("docx", path_of(edition.template_file).read_bytes(), edition.content)
    return docx if form == "docx" else press("pdf", docx)


def press(form, body, content=None, *, work=WORK):
    """The bytes of a paper. A template that is wrong raises TemplateIsWrong; PressFailed is ours to mend."""
    job = json.dumps({"content": content}).encode() + b"\n" + body
    command = [sys.executable, "-m", "documents.press", form, str(work)]
    # The child sees no address of a database and no key.
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    try:
        ran = subprocess.run(command, input=job, capture_output=True, timeout=SECONDS, check=False, cwd=settings.ROOT, env=environment)
    except subprocess.TimeoutExpired:
        raise TemplateIsWrong("too_slow" if form == "docx" else "too_long")
    if ran.returncode == 0:
        return ran.stdout
    raise _refusal(ran, form)


def file_name(document, form):
    stem = get_valid_filename(f"{document.get_type_display()} {document.number}".replace("/", "-"))[:120]
    return f"{stem}.{form}"


def _refusal(ran, form):
    too_much = "too_slow" if form == "docx" else "too_long"
    try:
        said = json.loads(ran.stderr.splitlines()[-1])
    except (ValueError, IndexError):
        return TemplateIsWrong(too_much) if ran.returncode < 0 else PressFailed(ran.stderr[-300:].decode(errors="replace"))
    if said["kind"] == "WrongMark":
        return TemplateIsWrong(said["code"], said["why"])
    if form == "pdf" and said["kind"] == "OSError" and "cannot load library" in said["why"]:
        return NoPango()
    if said["kind"] in ("MemoryError", "OverflowError", "RecursionError"):
        return TemplateIsWrong(too_much)
    log.error("press.failed", form=form, kind=said["kind"], why=said["why"])
    return PressFailed(said["kind"])


def _kept(edition, form, made, by):
    """Whoever was first has kept it; the second takes that one."""
    document = edition.document
    with transaction.atomic():
        held = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
        known = getattr(held, form)
        if known is None or known.deleted_at:
            setattr(held, form, keep(ContentFile(made, name=file_name(document, form)), document, by=by))
            held.save(update_fields=[form])
    setattr(edition, form, getattr(held, form))
    return getattr(edition, form)

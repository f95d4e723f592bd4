"""Questions from a file of another system: every one comes as a draft, none is overwritten; what is wrong is told by line."""

import uuid
from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils.translation import gettext as _

from crm_project.lib.sheets import UnreadableFile, open_sheet
from regulations.models import Section

from . import gift, sheet
from .models import Question
from .payloads import FAULTS
from .refusals import Unsound

MOST_BYTES = 5 * 1024 * 1024
MOST = 2000
LONGEST_CODE = 60


@dataclass
class TakenIn:
    """How many came, and (line, what is wrong) of the rest."""

    count: int = 0
    wrong: list = field(default_factory=list)


class Unreadable(Exception):
    """The file is neither a table nor GIFT."""


def take_in(file, section, *, by):
    """Take in an uploaded file; a question that names no section of ours hangs on `section`."""
    if file.size > MOST_BYTES:
        raise Unreadable
    records, wrong = _records(file)
    taken = TakenIn(wrong=[(line, _words(code)) for line, code in wrong])
    sections = {str(one): one for one in Section.objects.select_related("regulation")} | {
        one.code: one for one in Section.objects.filter(regulation=section.regulation).select_related("regulation")
    }
    for record in records[:MOST]:
        try:
            with transaction.atomic():
                _keep(record, sections.get(record["section"], section), by)
        except Unsound as refusal:
            taken.wrong.append((record["line"], " ".join(str(FAULTS[fault]) for fault in refusal.faults)))
        else:
            taken.count += 1
    if len(records) > MOST:
        taken.wrong.append(
            (records[MOST]["line"], _("Only the first %(n)s questions of a file are taken in; bring the rest apart.") % {"n": MOST})
        )
    taken.wrong.sort()
    return taken


def _keep(record, section, by):
    faults = [
        ("code", len(record["code"]) > LONGEST_CODE),
        ("area", record["area"] not in Question.Area.values),
        ("pool", record.get("pool", Question.Pool.EXAM) not in Question.Pool.values),
    ]
    if any(is_wrong for _fault, is_wrong in faults):
        raise Unsound([fault for fault, is_wrong in faults if is_wrong])
    content = {name: record[name] for name in ("type", "stem", "payload", "explanation", "points") if name in record}
    known = Question.objects.filter(code=record["code"]).first() if record["code"] else None
    facts = {
        "code": record["code"] or f"i-{uuid.uuid4().hex[:8]}",
        "area": record["area"],
        "pool": record.get("pool", Question.Pool.EXAM),
        "is_critical": record["critical"],
        "origin": Question.Origin.IMPORTED,
        "state": Question.State.DRAFT,
        "regulation": section.regulation,
    }
    Question.write(known, by=by, content=content, sections=[section], **facts)


def _records(file):
    name = file.name.lower()
    if name.endswith((".xlsx", ".csv")):
        return _table(file, name)
    body = file.read()
    try:
        return gift.read(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return gift.read(body.decode("cp1251", errors="replace"))


def _table(file, name):
    with NamedTemporaryFile(suffix=name[name.rindex(".") :]) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        try:
            return sheet.read(open_sheet(kept.name, name)), []
        except UnreadableFile:
            raise Unreadable from None


def _words(code):
    return {"unclosed": _("The question has no closing brace."), "unreadable": _("This is no question that we can read.")}[code]

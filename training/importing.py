"""Questions from a file: new ones come as drafts, known ones that say what they said stay as they are; what is wrong is told by line."""

import uuid
from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils.translation import gettext as _

from crm_project.lib.sheets import UnreadableFile, open_sheet
from regulations.models import Section

from . import gift, sheet
from .models import Question
from .payloads import FAULTS, LANGUAGES
from .refusals import Unsound

MOST_BYTES = 5 * 1024 * 1024
MOST = 2000
LONGEST_CODE = 60


@dataclass
class TakenIn:
    """How many came, were worded anew, were here already word for word; and (line, what is wrong) of the rest."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: list = field(default_factory=list)


class Unreadable(Exception):
    """The file is neither a table nor GIFT."""


def take_in(file, section, *, by):
    """Take in an uploaded file; a question that names no section of ours hangs on `section`."""
    if file.size > MOST_BYTES:
        raise Unreadable
    (records, wrong), as_in_file = _records(file)
    taken = TakenIn(wrong=[(line, _words(code)) for line, code in wrong])
    sections = {str(one): one for one in Section.objects.select_related("regulation")} | {
        one.code: one for one in Section.objects.filter(regulation=section.regulation).select_related("regulation")
    }
    codes = [record["code"] for record in records if record["code"]]
    known, came = {one.code: one for one in Question.objects.with_codes(codes).for_list()}, set()
    for record in records[:MOST]:
        here = known.get(record["code"])
        if here and record in as_in_file(here, record["line"]):
            taken.same += 1
            continue
        try:
            with transaction.atomic():
                kept = _keep(record, here, sections.get(record["section"]), section, by)
        except Unsound as refusal:
            taken.wrong.append((record["line"], " ".join(str(FAULTS[fault]) for fault in refusal.faults)))
        else:
            # A file may say the same code again, as for another language: that goes on with what it brought.
            taken.changed, taken.new = taken.changed + (bool(here) and kept.pk not in came), taken.new + (not here)
            known[kept.code] = kept
            came.add(kept.pk)
    if len(records) > MOST:
        taken.wrong.append(
            (records[MOST]["line"], _("Only the first %(n)s questions of a file are taken in; bring the rest apart.") % {"n": MOST})
        )
    taken.wrong.sort()
    return taken


def _keep(record, here, named, otherwise, by):
    """`named` is the section the file names, if it is one of ours; a question that is here already keeps where it hangs."""
    faults = [
        ("code", len(record["code"]) > LONGEST_CODE),
        ("area", record["area"] not in Question.Area.values),
        ("pool", record.get("pool", Question.Pool.EXAM) not in Question.Pool.values),
    ]
    if any(is_wrong for _fault, is_wrong in faults):
        raise Unsound([fault for fault, is_wrong in faults if is_wrong])
    content = {name: record[name] for name in ("type", "stem", "payload", "explanation", "points") if name in record}
    facts = {"area": record["area"], "is_critical": record["critical"]}
    if "pool" in record or not here:
        facts["pool"] = record.get("pool", Question.Pool.EXAM)
    if here:
        links = [(link.section, link.block_id) for link in here.links.all()]
        keeps = named is None or named in [section for section, _block in links]
        is_used = here.state in (Question.State.ACTIVE, Question.State.NEEDS_REVIEW)
        facts |= {"state": Question.State.NEEDS_REVIEW, "why_review": "imported"} if is_used else {"state": Question.State.DRAFT}
        return Question.write(
            here, by=by, content=_with_the_rest(content, here.current), sections=links if links and keeps else [named or otherwise], **facts
        )
    section = named or otherwise
    facts |= {"code": record["code"] or f"i-{uuid.uuid4().hex[:8]}", "origin": Question.Origin.IMPORTED, "state": Question.State.DRAFT}
    return Question.write(None, by=by, content=content, sections=[section], regulation=section.regulation, **facts)


def _with_the_rest(content, wording):
    """What the file has no room for is as it was: another language, explanations, notes."""
    if content["type"] != wording.type:
        return content
    spoken = {language for language, words in content["stem"].items() if words} if "explanation" not in content else set(LANGUAGES)
    kept = {"explanation": wording.explanation, "stem": {}, **content}
    kept["stem"] = _filled(content["stem"], wording.stem, spoken)
    kept["payload"] = _filled(content["payload"], wording.payload, spoken)
    return kept


def _filled(new, old, spoken):
    if isinstance(new, dict) and isinstance(old, dict):
        missing = {name: value for name, value in old.items() if name not in new and name not in spoken}
        return missing | {name: value if name == "pairs" else _filled(value, old.get(name), spoken) for name, value in new.items()}
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [_filled(*pair, spoken) for pair in zip(new, old, strict=True)]
    return new


def _records(file):
    """((records, what is wrong), how a question that is here would stand in such a file)"""
    name = file.name.lower()
    if name.endswith((".xlsx", ".csv")):
        return _table(file, name), _as_row
    body = file.read()
    try:
        return gift.read(body.decode("utf-8-sig")), _as_gift
    except UnicodeDecodeError:
        return gift.read(body.decode("cp1251", errors="replace")), _as_gift


def _as_row(question, line):
    return sheet.read_rows(sheet.HEAD, [(line, row) for row in sheet.rows_of([question])])


def _as_gift(question, line):
    link = next(iter(question.links.all()), None)
    facts = (question.code, str(link.section) if link else "", question.area, question.is_critical, question.current)
    return [one | {"line": line} for language in LANGUAGES for one in gift.read(gift.write([facts], language))[0]]


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

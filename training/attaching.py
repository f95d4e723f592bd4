"""Questions go with the bundle of a document, for whoever may see their keys, and come back from it as drafts."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulations.carrying.attachments import attach, taken_by

from . import gift
from .importing import MOST
from .models import Question
from .payloads import LANGUAGES
from .permissions import may_write_bank
from .refusals import Unsound

NAME = "questions.gift"


@attach
def questions(edition, by):
    """One GIFT file in all languages, of the questions in use on the edition's sections."""
    if by is None:
        return
    sections = edition.nodes.values("section")
    found = list(Question.objects.visible_to(by).in_use().of_sections(sections).for_list())
    if found:
        yield NAME, gift.write_whole(found, LANGUAGES).encode()


@taken_by(NAME)
def take(draft, text, by):
    """Every question of the file as a draft on the same sections; one whose code is here already is left as it is."""
    if not may_write_bank(by):
        return ""
    records, wrong = gift.kept_in(text)
    if not records and not wrong:
        records, wrong = _items(text, draft.regulation.source_language)
    have = set(Question.objects.with_codes(record["code"] for record in records).values_list("code", flat=True))
    sections = {one.code: one for one in draft.regulation.sections.with_regulation()}
    fresh = {record["code"]: record for record in reversed(records[:MOST]) if record["code"] not in have}
    made = sum(_made(record, sections, draft.regulation, by) for record in reversed(fresh.values()))
    return _told(made, len(records) - len(fresh), len(fresh) - made + len(wrong))


def _items(text, language):
    """The same of a file that another system wrote: one item for each code, in this language if there is one."""
    items, wrong = gift.read(text)
    chosen = {}
    for one in sorted(items, key=lambda one: language in one["stem"]):
        chosen[one["code"] or f"i-{uuid.uuid4().hex[:8]}"] = one
    place = lambda one: ("", one["section"].rpartition("/")[2], "")  # noqa: E731
    return [{"explanation": {}, "pool": "", **one, "code": code, "links": [place(one)]} for code, one in chosen.items()], wrong


def _made(record, sections, regulation, by):
    """Whether a question was written; one on sections that are not in the document, or that is none, is not."""
    links = [(sections[code], block) for _regulation, code, block in record["links"] if code in sections]
    if not links:
        return False
    facts = {
        "code": record["code"],
        "area": record["area"] if record["area"] in Question.Area.values else Question.Area.PROCESS,
        "pool": record["pool"] if record["pool"] in Question.Pool.values else Question.Pool.EXAM,
        "is_critical": record["critical"],
        "origin": Question.Origin.IMPORTED,
        "state": Question.State.DRAFT,
        "regulation": regulation,
    }
    try:
        with transaction.atomic():
            Question.write(None, by=by, content={name: record[name] for name in gift.CONTENT}, sections=links, **facts)
    except (Unsound, TypeError, ValueError, KeyError, AttributeError):
        return False
    return True


def _told(made, known, wrong):
    words = ngettext("{n} question came as a draft.", "{n} questions came as drafts.", made).format(n=made)
    if known:
        words += " " + ngettext("{n} was here already.", "{n} were here already.", known).format(n=known)
    if wrong:
        words += " " + _("{n} could not be read or have no section here.").format(n=wrong)
    return words

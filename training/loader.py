"""The ready bank: files of `training/bank/`, put in once; a question that is there already is left alone."""

import json
from pathlib import Path

import structlog
from django.db import transaction

from crm_project.lib import clock
from regulations.models import Section
from timeline.models import Entry

from .models import Question, QuestionLink, QuestionVersion
from .querysets import nodes_in_force
from .refusals import Unsound

FOLDERS = Path(__file__).parent / "bank", Path(__file__).parent / "tasks"

log = structlog.get_logger(__name__)


def load_ready_bank(by=None, folders=FOLDERS):
    """Put in the questions of every file whose section exists; answers (how many, [(code, what is wrong)])."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    records = [record for path in paths for record in json.loads(path.read_text(encoding="utf-8"))]
    with transaction.atomic():
        known = set(Question.objects.values_list("code", flat=True))
        # Two records under one code: the first holds.
        wanted = {record["code"]: record for record in reversed(records) if record["code"] not in known}
        made, wrong = _drawn(list(wanted.values()), by)
        put_in(made, by)
    for code, why in wrong:
        log.warning("question_left_out", code=code, why=why)
    return len(made), wrong


def _drawn(records, by):
    """[(question, wording, section)] ready to be saved, and what could not be drawn."""
    sections = {(one.regulation.code, one.code): one for one in Section.objects.select_related("regulation")}
    made, wrong = [], []
    for record in reversed(records):
        section = sections.get(tuple(record["section"].split("/", 1)))
        if section is None:
            wrong.append((record["code"], f"no section {record['section']}"))
            continue
        try:
            made.append(_drawn_one(record, section, by))
        except Unsound as refusal:
            wrong.append((record["code"], ", ".join(refusal.faults)))
    return made, wrong


def _drawn_one(record, section, by):
    facts = {"area": record.get("area", "process"), "pool": record.get("pool", "exam"), "is_critical": bool(record.get("critical"))}
    question = Question(code=record["code"], regulation=section.regulation, origin=Question.Origin.READY, **facts)
    content = {name: record[name] for name in ("type", "stem", "payload", "explanation", "points") if name in record}
    wording = QuestionVersion.drawn(question, by=by, **content)
    wording.number = 1
    return question, wording, section


def put_in(made, by, *, as_drafts=False):
    """[(question, its first wording, section)], a handful of statements for all of them; in use at once unless `as_drafts`."""
    now = clock.now()
    versions = dict(nodes_in_force(now).values_list("section_id", "version_id"))
    for question, _wording, section in made:
        question.state = Question.State.DRAFT if as_drafts or section.pk not in versions else Question.State.ACTIVE
        question.created_at = now
    Question.objects.bulk_create([question for question, _wording, _section in made])
    QuestionVersion.objects.bulk_create([wording for _question, wording, _section in made])
    for question, wording, _section in made:
        question.current = wording
    Question.objects.bulk_update([question for question, _wording, _section in made], ["current"], batch_size=500)
    QuestionLink.objects.bulk_create(
        QuestionLink(question=question, section=section, verified_for_id=versions.get(section.pk)) for question, _wording, section in made
    )
    Entry.objects.tell("question", "question_written", [(one.pk, {"code": one.code, "number": 1}) for one, _w, _s in made], by=by)

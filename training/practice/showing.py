"""How a practical task looks: over every page while it is done, in the test, and in the result."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crm_project.lib.page_mode import token_of
from regulations.addresses import section_url

from ..permissions import may_decide_on
from ..texts import said
from .spec import is_about_oneself

NAMELESS = re.compile(r"^\w+ object \(\d+\)$")
"""A record that was noted before its kind had a name for people."""


@dataclass
class Task:
    """One task of an attempt: `checks` are (what is missing, whether it holds, what shows it), each record once."""

    item: Any
    title: str
    run: Any = None
    checks: list = field(default_factory=list)
    may_credit: bool = False


def training_banner(request):
    """The striped line of training mode; the run was read with the request."""
    run = getattr(request, "practice", None)
    if run is None:
        return ""
    language = get_language()
    facts = {"run": run, "title": run.title(language), "text": run.text(language), "missing": missing_of(run, language)}
    facts["is_real"] = is_about_oneself(run.spec)
    return render_to_string("training/practice/_banner.html", facts | {"csrf_token": token_of(request)})


def missing_of(run, language):
    """[(what is missing, address of the section that explains it)] as the last look found it."""
    if run.is_trial:
        return []
    book = run.question_version.question.regulation.code
    return [(words, _section(book, section)) for words, section in run.missing(language)]


def in_test(item, run, language):
    """What the page of the question shows of a task."""
    spec = item.question_version.payload
    facts = {"run": run, "minutes": spec["minutes"], "is_real": is_about_oneself(spec)}
    return facts | {"run_text": run.text(language), "run_missing": missing_of(run, language)} if run else facts


def tasks_of(attempt, items, runs, viewer, language):
    """The tasks of a result for whoever may see it; records are named only: they lie in the room of the person."""
    tasks = []
    for item in items:
        if item.question_version.type != "task":
            continue
        run = runs.get(item.pk)
        task = Task(item, said(item.question_version.stem, language), run, _checks(item, run, language))
        task.may_credit = attempt.state == attempt.State.GRADED and not item.is_full and may_decide_on(viewer, attempt.assignment)
        tasks.append(task)
    return tasks


def _checks(item, run, language):
    if run is None or not run.checks:
        return []
    found = {one["id"]: one for one in run.checks}
    missing, told = [], []
    for check in item.question_version.payload["checks"]:
        one = found.get(check["id"])
        if one is None:
            continue
        if not one["is_met"]:
            missing.append((said(check["miss"], language), False, ""))
            continue
        told.append([each["name"] for each in one["evidence"] if each.get("name") and not NAMELESS.search(each["name"])])
    names = dict.fromkeys(name for names in told for name in names)
    met = [("", True, name) for name in names] or [("", True, _("as it should be"))] * bool(told)
    return [*met, *missing]


def _section(book, section):
    return section_url(book, section) if section else ""

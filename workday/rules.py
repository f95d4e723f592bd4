"""The three rules of the day. Each is one definition for badges, warnings, judgement and report."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib.clock import FOREVER
from regulations.explained import section_code_for

from . import state


@dataclass(frozen=True)
class Rule:
    """`version` changes when the meaning does; the ledger keeps by which one a day was judged."""

    code: str
    label: Any
    short: Any
    sql: str
    tone: str
    chip: str
    icon: str
    version: int = 1

    @property
    def section(self):
        """The section of the handbook that explains it, "CRM-01/next-step"."""
        return "/".join(section_code_for(self.code) or ())


RULES = [
    Rule(
        "unprocessed", _("New and not processed"), pgettext_lazy("of deals", "not processed"), state.UNPROCESSED, "new", "new", "sparkles"
    ),
    Rule("no_task", _("Without a task"), pgettext_lazy("of deals", "without a task"), state.NO_TASK, "void", "none", "calendar-off"),
    Rule("overdue", _("With an overdue task"), pgettext_lazy("of deals", "overdue"), state.OVERDUE, "over", "over", "alarm"),
]
CODES = [rule.code for rule in RULES]
BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class Asked:
    """Whose deals and tasks are looked at, as of when, and to which close what is found belongs.

    `owner` None means what nobody owns in the department. Timed tasks are late up to `due_by`, all-day ones up to
    `day`; a deal that entered after `fresh` is too young to be unprocessed, one imported from `born` on is not judged yet.
    """

    close: int
    owner: int | None
    department: int
    at: datetime
    due_by: datetime
    day: date
    fresh: datetime
    born: datetime
    rules: frozenset = frozenset(CODES)

    @property
    def key(self):
        return self.owner or -self.department


Finding = namedtuple(
    "Finding",
    "close rule deal_id deal_name stage_id stage_name deal_owner_id task_id task_title task_due_at task_due_on since holder_id",
)


def find(asked, *, only=None, spared=None):
    """Every breach among what is asked, as Findings. `only`: among these deals; `spared`: without those.

    One query for each moment asked about.
    """
    found = []
    for together in by_moment(asked):
        with connection.cursor() as cursor:
            cursor.execute(statement("SELECT * FROM findings ORDER BY rule, deal_id", only, spared), parameters(together, only, spared))
            found += [Finding(*row) for row in cursor.fetchall()]
    return found


def by_moment(asked):
    """Lists of what is asked about one moment: a constant moment lets the planner see how much it will read."""
    moments = {}
    for one in asked:
        moments.setdefault(one.at, []).append(one)
    return list(moments.values())


def statement(tail, only=None, spared=None):
    return f"{state.findings_sql(RULES, only=only is not None, spared=spared is not None)} {tail}"


def parameters(asked, only=None, spared=None):
    """The moment, and the arrays that the statement unnests: one element for each asked row."""
    return {
        "closes": [one.close for one in asked],
        "keys": [one.key for one in asked],
        "departments": [one.department for one in asked],
        "due_bys": [one.due_by for one in asked],
        "days": [one.day for one in asked],
        "freshs": [one.fresh for one in asked],
        "borns": [one.born for one in asked],
        **{f"{code}s": [code in one.rules for one in asked] for code in CODES},
        "owners": [one.owner for one in asked if one.owner],
        "unowned": [one.department for one in asked if not one.owner],
        "at": asked[0].at,
        "forever": FOREVER,
        "only": only,
        "spared": spared,
    }

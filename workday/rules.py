"""The three rules of the day. Each is one definition for badges, warnings, judgement and report."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.urls import reverse
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
    """Whose deals, tasks and perhaps leads (`kinds`) are looked at, as of when, and to which close what is found belongs.

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
    kinds: tuple = (state.DEALS,)

    @property
    def key(self):
        return self.owner or -self.department


_FOUND = "close rule deal_id deal_name stage_id stage_name deal_owner_id task_id task_title task_due_at task_due_on since holder_id lead_id"


class Finding(namedtuple("Finding", _FOUND, defaults=[None])):
    """A deal, or where there is a `lead_id` a lead, breaks a rule; the names of deals stand for both."""

    __slots__ = ()

    @property
    def card(self):
        """What it is about: ("deal", 7) or ("lead", 7)."""
        return card_of(self.deal_id, self.lead_id)

    @property
    def url(self):
        return url_of(*self.card)


def card_of(deal_id, lead_id):
    return (state.LEADS, lead_id) if lead_id else (state.DEALS, deal_id)


def url_of(kind, pk):
    """The page of a card; nothing where it is not named."""
    return pk and reverse("leads:lead" if kind == state.LEADS else "deals:card", args=[pk])


def find(asked):
    """Every breach among what is asked, as Findings; one query for each moment asked about."""
    found = []
    for together in by_moment(asked):
        with connection.cursor() as cursor:
            cursor.execute(statement("SELECT * FROM findings ORDER BY rule, deal_id", together), parameters(together))
            found += [Finding(*row) for row in cursor.fetchall()]
    return found


def by_moment(asked):
    """Lists of what is asked about one moment: a constant moment lets the planner see how much it will read."""
    moments = {}
    for one in asked:
        moments.setdefault(one.at, []).append(one)
    return list(moments.values())


def kinds_of(asked):
    """Deals always; leads only where some of those asked about follow the rules with their leads too."""
    return (state.DEALS, state.LEADS) if any(state.LEADS in one.kinds for one in asked) else (state.DEALS,)


def statement(tail, asked, *, only=None, spared=None):
    """The rules asked of these, up to a table `findings`, and what is wanted of it.

    `only`: among these cards of one kind, {kind: ids}; `spared`: without those, {kind: ids}.
    """
    return f"{state.findings_sql(RULES, tuple(only or kinds_of(asked)), only=only is not None, spared=tuple(spared or ()))} {tail}"


def parameters(asked, *, only=None, spared=None):
    """The moment, and for each kind the arrays that the statement unnests: one element for each asked row."""
    values = {"at": asked[0].at, "forever": FOREVER}
    for kind in only or kinds_of(asked):
        values |= {f"{kind}_{name}": value for name, value in _arrays([one for one in asked if kind in one.kinds]).items()}
        values |= {f"{kind}_only": (only or {}).get(kind), f"{kind}_spared": (spared or {}).get(kind)}
    return values


def _arrays(asked):
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
    }

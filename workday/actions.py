"""What the system may do by itself after a breach: off until a department asks for it, once each, and it can be taken back."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TELL, TASK, ESCALATE, HAND_OVER, STOP_LEADS = "tell", "task", "escalate", "hand_over", "stop_leads"


@dataclass(frozen=True)
class Action:
    """`label` names it in the rules of the day; `rules` are those it may follow.

    Of those that change the card there is one per card and rule of a date.
    """

    code: str
    label: Any
    rules: frozenset
    changes_card: bool = False
    can_be_taken_back: bool = False


_ALL = frozenset({"unprocessed", "no_task", "overdue"})
ACTIONS = [
    Action(TELL, _("tell the person which rule it was"), _ALL),
    Action(TASK, _("plan a task for the next working morning, 10:00"), frozenset({"unprocessed", "no_task"}), True, True),
    Action(ESCALATE, _("tell the head"), _ALL),
    Action(HAND_OVER, _("give it to somebody else: a lead by the scenario, a deal to the head"), frozenset({"unprocessed"}), True, True),
    Action(STOP_LEADS, _("no new leads for the person until the debts are answered"), _ALL, False, True),
]
BY_CODE = {action.code: action for action in ACTIONS}
ON_CARDS = [action.code for action in ACTIONS if action.changes_card]


def offered(rule):
    """[(code, label)] of what may follow a breach of this rule."""
    return [(action.code, action.label) for action in ACTIONS if rule in action.rules]


def sound(chosen):
    """{rule: [codes]} without what is unknown, in the order of the list."""
    return {
        rule: kept for rule in sorted(_ALL) if (kept := [code for code, _label in offered(rule) if code in (chosen or {}).get(rule, ())])
    }

"""How a list of deals is narrowed by the state of their tasks and rules. Apps above add states or say them better."""

from dataclasses import dataclass
from typing import Any

_states = {}


@dataclass(frozen=True)
class TaskState:
    """`narrow(deals, user)` keeps those deals of a queryset that are in this state for the person who asks."""

    code: str
    label: Any
    narrow: Any
    tone: str = ""


def task_state(code, label, narrow, tone=""):
    """Register a state; a known code is said anew. A red `tone` marks what breaks a rule of the day."""
    _states[code] = TaskState(code, label, narrow, tone)


def task_states():
    return list(_states.values())


def task_state_of(code):
    return _states[code]

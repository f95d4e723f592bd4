"""Whether a template can be played to its end: every step is reached, and the usual way never goes in a circle."""

from dataclasses import dataclass, field
from typing import Any

from .refusals import Unsound

MOST_STEPS = 40


@dataclass
class Plan:
    """A step as the editor has it. `next` is the key of the usual next step, None for the end; `branches` are (result, key or None)."""

    key: str
    title: str
    task_type: Any
    executor_kind: str
    minutes: int
    executor_position: Any = None
    person: Any = None
    instructions: str = ""
    checklist: list = field(default_factory=list)
    needs_acceptance: bool = False
    next: str | None = None
    branches: list = field(default_factory=list)


@dataclass(frozen=True)
class Fault:
    """`code`: no_steps, circle, unreached, foreign_result or unknown_step; `key` of the step to mend, `names` of the steps it is about."""

    code: str
    key: str = ""
    names: tuple = ()


def check(plans):
    """Raise `Unsound` with every fault found."""
    if found := faults_of(plans):
        raise Unsound(found)


def faults_of(plans):
    if not plans:
        return [Fault("no_steps")]
    known = {plan.key: plan for plan in plans}
    return [*_unknown(plans, known), *_foreign_results(plans), *_circles(plans, known), *_unreached(plans, known)]


def _unknown(plans, known):
    targets = ((plan, key) for plan in plans for key in (plan.next, *(key for _result, key in plan.branches)))
    return [Fault("unknown_step", plan.key, (plan.title,)) for plan, key in targets if key is not None and key not in known]


def _foreign_results(plans):
    pairs = ((plan, result) for plan in plans for result, _key in plan.branches)
    return [Fault("foreign_result", plan.key, (plan.title,)) for plan, result in pairs if result.type_id != plan.task_type.pk]


def _circles(plans, known):
    """A circle of usual next steps, told once, from its earliest step on."""
    circles = {}
    for plan in plans:
        way, step = [], plan
        while step is not None and step.key not in way:
            way.append(step.key)
            step = known.get(step.next)
        if step is not None:
            circle = way[way.index(step.key) :]
            circles.setdefault(frozenset(circle), circle)
    return [Fault("circle", circle[-1], tuple(known[key].title for key in circle)) for circle in circles.values()]


def _unreached(plans, known):
    reached, to_look_at = set(), [plans[0].key]
    while to_look_at:
        key = to_look_at.pop()
        if key in known and key not in reached:
            reached.add(key)
            to_look_at += [known[key].next, *(target for _result, target in known[key].branches)]
    return [Fault("unreached", plan.key, (plan.title,)) for plan in plans if plan.key not in reached]

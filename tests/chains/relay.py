"""The relay everybody knows: search, deal, service; and how a test plays it."""

from accounts.models import User
from chains.models import ChainRun, ChainTemplate
from chains.soundness import Plan
from tasks.models import TaskType


def call_type():
    kind, _ = TaskType.objects.get_or_create(code="call", defaults={"name": "Call", "icon": "phone"})
    return kind


def result(name, kind=None):
    return (kind or call_type()).results.get_or_create(name=name)[0]


def plan(key, title, person=None, *, minutes=480, **facts):
    facts = {"executor_kind": "person" if person else "starter", "person": person, "task_type": call_type()} | facts
    return Plan(key=key, title=title, minutes=minutes, **facts)


def make_template(steps, name="Relay"):
    return ChainTemplate().shape(by=None, name=name, steps=steps)


def relay(anna, boris, vera, accepted=False):
    """Anna finds, Boris sells, Vera serves: a working day each."""
    return make_template(
        [
            plan("a", "Find the client", anna, next="b"),
            plan("b", "Make the deal", boris, next="c", needs_acceptance=accepted, instructions="Show it", checklist=["Offer", "Visit"]),
            plan("c", "Serve", vera, needs_acceptance=accepted),
        ]
    )


def fresh(user):
    """As a new request would know them."""
    return User.objects.with_rights().get(pk=user.pk)


def start(template, by, subject=None, **facts):
    return ChainRun.start(template, subject=subject, by=fresh(by), **facts)


def steps(run):
    return list(run.run_steps.with_people())


def states(run):
    return [(step.title, step.state) for step in steps(run)]


def done(step, by, **facts):
    """The task of a step is done, as its dialog does it."""
    step.refresh_from_db()
    step.task.complete(by=fresh(by), **facts)

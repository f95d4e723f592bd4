from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from automation.acting import act_on_due
from automation.models import Rule
from automation.reading import Reader
from automation.trial import try_out
from crm_project.lib import clock
from tasks.models import TaskType


@pytest.fixture(autouse=True)
def _here(roles):
    """Rules speak the language of the company; the tests read English."""
    from accounts.models import Workspace

    Workspace.objects.update(language="en")
    with translation.override("en"):
        yield


@pytest.fixture
def call_type(db):
    return TaskType.objects.get_or_create(code="call", defaults={"name": "Call", "icon": "phone"})[0]


@pytest.fixture
def task(call_type):
    """An action: call the client tomorrow."""
    return {"do": "task", "title": "Call the client", "type": call_type.pk, "who": "owner", "days": 1, "time": ""}


@pytest.fixture
def make_rule(admin, funnel):
    """A rule of this trigger; `on=True` tries it and switches it on."""

    def made(trigger, *actions, on=True, conditions=(), name="Remind", **facts):
        rule = Rule(trigger=trigger)
        values = {"name": name, "purpose": "So that nobody is forgotten", "owner": admin, "funnel": funnel} | facts
        rule.shape(values, by=admin)
        for condition in conditions:
            rule.add("conditions", condition, by=admin)
        for action in actions:
            rule.add("actions", action, by=admin)
        return switched_on(rule, admin) if on else rule

    return made


def switched_on(rule, admin):
    rule.keep_trial(try_out(rule), mark=rule.mark, by=admin)
    rule.switch_on(by=admin)
    return rule


@pytest.fixture
def later(monkeypatch):
    """Business time goes on; what is due then is done."""

    def go(**span):
        monkeypatch.setenv("APP_TEST_CLOCK", (clock.now() + timedelta(**span)).isoformat())
        return act_on_due()

    return go


def deeds_of(firing):
    """What was done, in words, for somebody from whom nothing is hidden."""
    return Reader(SimpleNamespace(has_right=lambda _right: True)).deeds(firing)

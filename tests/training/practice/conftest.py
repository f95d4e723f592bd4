"""A test of practical tasks alone, and egor's browser while he plays one."""

import json
from pathlib import Path

import pytest
from django.test import Client
from zeal import zeal_ignore

from contacts.models import Channel, Source
from tests.factories import make_funnel
from tests.training.desk import ask, book, define, give
from training.models import PracticeRun
from training.practice import rooms

TASKS = Path(__file__).resolve().parents[3] / "training" / "tasks"


def record_of(number):
    return json.loads((TASKS / f"{number}.json").read_text(encoding="utf-8"))[0]


def ask_task(number, where="first"):
    """A task of the catalogue in use, on a section of the small book."""
    record = record_of(number)
    return ask(
        record["code"], where, kind="task", payload=record["payload"], stem=record["stem"], points=record["points"], area="technical"
    )


@pytest.fixture
def company(roles):
    """What every company has: funnels of deals and leads, sources, task types."""
    from deals.models import Funnel
    from tasks.ready import make_ready_types

    book()
    make_ready_types("en")
    deals = make_funnel()
    leads = Funnel.objects.create(name="Leads", cards="leads")
    for position, (title, kind) in enumerate([("New", "entry"), ("In work", "working"), ("Deal", "won"), ("Not a lead", "lost")], start=1):
        leads.stages.create(name=title, kind=kind, position=position * 10)
    Source.objects.create(code="site", name="Site", channel=Channel.objects.create(name="Web"))
    return deals


class Player:
    """A person with a browser in training mode."""

    def __init__(self, person, number):
        ask_task(number)
        self.person, self.client = person, Client()
        self.client.force_login(person)
        self.assignment = give(define(f"test-{number.lower()}", genre="practice", draw_count=1, pass_percent=100), person)
        self.attempt = self.assignment.start(by=person)
        self.item = self.attempt.items.get()

    def begin(self):
        # Prepared clients are made one by one by their own verb.
        with zeal_ignore():
            answer = self.client.post(f"/tests/items/{self.item.pk}/begin/")
        assert answer.status_code == 302, answer.content
        self.run = PracticeRun.objects.open().get(user=self.person)
        self.start = answer["Location"]
        return self

    def __getattr__(self, name):
        given = self.__dict__["run"].given[name] if "run" in self.__dict__ else None
        if given is None:
            raise AttributeError(name)
        return given["id"] if name in ("phone", "sum") else given

    def post(self, url, **data):
        answer = self.client.post(url, data, headers={"HX-Request": "true"})
        assert answer.status_code in (200, 204, 302), (url, answer.status_code, answer.content.decode()[:3000])
        return answer

    def check(self):
        """Ids of the checks that do not hold."""
        self.client.post(f"/tests/practice/{self.run.pk}/check/")
        self.run = PracticeRun.objects.get(pk=self.run.pk)
        return [one["id"] for one in self.run.checks if not one["is_met"]]

    @property
    def room(self):
        return rooms.name_of(self.person)


@pytest.fixture
def play(company):
    return lambda person, number: Player(person, number).begin()

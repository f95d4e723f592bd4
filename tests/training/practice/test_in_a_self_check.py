"""A part that is checked by oneself ends with a task in the CRM, where the part has one; it may be left out."""

import pytest
from django.test import Client

from crm_project.lib.training_mode import inside
from leads.models import Lead
from tasks.models import TaskType
from training.models import Attempt, TestAssignment

from ..desk import ask, define, form, right, section
from .conftest import Player, ask_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


class Own(Player):
    """Somebody who checks themselves on part A: one question, then a task."""

    def __init__(self, person):
        ask("own-question", pool="self_check")
        ask_task("P-01")
        define_own()
        self.person, self.client = person, Client()
        self.client.force_login(person)
        self.client.post(f"/tests/self/{section('part-a').pk}/")
        self.attempt = Attempt.objects.get()
        self.question, self.item = self.attempt.items.with_questions()

    def answer(self, place, data, wish="next"):
        return self.client.post(f"/tests/attempts/{self.attempt.pk}/{place}/", data | {"go": wish}, follow=True)

    def answer_the_question(self):
        self.answer(1, form(right(self.question)).dict())
        return self.answer(1, {}).content.decode()

    def do_the_task(self):
        self.begin()
        self.post("/leads/new/", person="Whoever", phone_typed=self.phone, source=self.source["id"])
        with inside(self.room):
            lead = Lead.objects.order_by("-pk").first().pk
        kind = TaskType.objects.get(code="call")
        data = {"type": kind.pk, "title": "Call", "day": "2026-11-18", "time": "10:00", "owner": self.person.pk}
        self.post(f"/tasks/new/?lead={lead}", **data)


def define_own():
    facts = {"genre": "self_check", "draw_count": 5, "task_count": 1, "cooldown_hours": 0, "attempts": 100}
    return define("own", rules=[("section_subtree", {})], **facts)


def test_the_task_stands_last_and_is_done_in_the_crm(company, egor):
    own = Own(egor)
    assert [own.question.question_version.type, own.item.question_version.type] == ["single", "task"]
    page = own.answer_the_question()
    assert "Begin the task" in page
    assert "Not quite" not in page

    own.do_the_task()
    assert own.check() == []
    assert "everything that was asked is there" in own.client.get(f"/tests/attempts/{own.attempt.pk}/2/").content.decode()
    end = own.answer(2, {})
    assert end.redirect_chain[-1][0] == f"/tests/attempts/{own.attempt.pk}/result/", "nothing is left to hand in"
    assert "3 of 3 right" in end.content.decode(), "the task is worth two points"
    assert TestAssignment.objects.get().state == "passed"


def test_who_leaves_the_task_out_is_asked_once_and_may_finish(company, egor):
    own = Own(egor)
    own.answer_the_question()
    for wish in ("next", "skip"):
        left = own.answer(2, {}, wish)
        assert left.redirect_chain[-1][0] == f"/tests/attempts/{own.attempt.pk}/check/"
        assert ">Question 2</a>" in left.content.decode()
        assert ">Question 1</a>" not in left.content.decode()
    assert own.client.get(f"/tests/attempts/{own.attempt.pk}/").url == f"/tests/attempts/{own.attempt.pk}/2/"
    end = own.client.post(f"/tests/attempts/{own.attempt.pk}/submit/", follow=True).content.decode()
    assert "1 of 3 right" in end
    assert TestAssignment.objects.get().state == "passed", "nothing hangs on it"


def test_a_part_without_a_task_has_questions_only(company, egor):
    ask("own-question", "other", pool="self_check")
    ask_task("P-01")
    define_own()
    client = Client()
    client.force_login(egor)
    client.post(f"/tests/self/{section('part-b').pk}/")
    assert [item.question_version.type for item in Attempt.objects.get().items.with_questions()] == ["single"]

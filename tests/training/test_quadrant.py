"""Knowledge of a rule beside how it is kept: who is taught, who is talked to; of one's own people only."""

import pytest

from regulations.models import Regulation
from tests.regulations.conftest import page, write
from training import clauses
from training.clauses import Clause
from training.models import TestAssignment
from training.quadrant import quadrant_for

from .desk import ask, define, fresh, give, play

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


@pytest.fixture
def broken(monkeypatch):
    """{user id: days on which the rule was broken}; put into the registry in place of what the day would tell."""
    days = {}

    def told(people, since):
        mine = {pk: number for pk, number in days.items() if pk in set(people)}
        return [Clause("no_task", "Without a task", ("CRM-01", "next-step"), mine), Clause("nowhere", "Nowhere", ("CRM-01", "gone"), mine)]

    monkeypatch.setattr(clauses, "_callbacks", [told])
    return days


@pytest.fixture
def crm(roles):
    """One document with the section of the rule and five questions on it."""
    regulation = Regulation.objects.create(code="CRM-01", genre="instruction")
    pages = [page("part", "1", "", "Part", "Opening."), page("next-step", "1.1", "part", "Next step", "Every deal has a task.")]
    write(regulation, pages)
    section = regulation.sections.get(code="next-step")
    for n in range(5):
        ask(f"n-{n}", section)
    regulation.questions.update(regulation=regulation)
    from training.models import Question

    Question.objects.filter(code__startswith="n-").update(regulation=regulation)
    define("on-section", genre="section", regulation=regulation, rules=[("section_subtree", {})], draw_count=5)
    return section


def answered(person, crm, good):
    test = define(f"exam-{person.pk}", regulation=crm.regulation, draw_count=5)
    play(give(test, person).start(by=person), person, good=good)


def cells(user):
    chosen = quadrant_for(fresh(user), "no_task", "en").chosen
    return {row.person.first_name: row.cell for rows in chosen.cells.values() for row in rows}


def address(person, rule="no_task"):
    return f"/tests/quadrant/{rule}/{person.pk}/"


def test_each_stands_where_knowledge_and_deeds_put_them(crm, broken, head, anna, boris, egor, vera):
    broken |= {anna.pk: 5, boris.pk: 3, egor.pk: 2, vera.pk: 9}
    answered(anna, crm, good=5), answered(boris, crm, good=3), answered(egor, crm, good=4)
    assert cells(head) == {"Anna": "often_knows", "Boris": "often_not", "Egor": "rarely_knows"}


def test_below_five_answers_nothing_is_claimed(crm, broken, head, anna, boris, egor):
    broken |= {anna.pk: 9}
    assert cells(head) == {"Anna": "unknown", "Boris": "unknown", "Egor": "unknown"}
    answered(boris, crm, good=5)
    assert cells(head)["Boris"] == "unknown", "without a judged day too"


def test_a_head_sees_their_own_and_a_manager_nothing(crm, broken, head, head2, anna, vera, auditor, browser):
    broken |= {anna.pk: 5, vera.pk: 5}
    answered(anna, crm, good=1), answered(vera, crm, good=1)
    page = browser(head).get("/tests/quadrant/?rule=no_task").content.decode()
    assert "Anna" in page
    assert "Vera" not in page
    assert "Section and test" in page
    assert "Anna" not in browser(head2).get("/tests/quadrant/").content.decode()
    assert browser(anna).get("/tests/quadrant/").status_code == 404
    page = browser(auditor).get("/tests/quadrant/").content.decode()
    assert "Vera" in page
    assert "/tests/quadrant/no_task/" not in page, "who looks assigns nothing"


def test_one_press_gives_the_section_and_five_questions_once(crm, broken, head, head2, anna, vera, admin, browser):
    broken |= {anna.pk: 5}
    for wrong in (head2, anna, vera):
        assert browser(wrong).post(address(anna)).status_code in (403, 404)
    assert browser(head).post(address(head)).status_code == 404
    assert browser(head).post(address(vera)).status_code == 404
    assert browser(head).post(address(anna, "nowhere")).status_code == 404
    assert browser(head).post(address(anna, "unheard-of")).status_code == 404
    assert not TestAssignment.objects.exists()
    client = browser(head)
    assert client.post(address(anna)).status_code == 302
    assert client.post(address(anna)).status_code == 302
    given = TestAssignment.objects.get()
    assert (given.user, given.section, given.assigned_by, given.test.draw_count) == (anna, crm, head, 5)
    assert "has a test on it" in client.get("/tests/quadrant/?rule=no_task").content.decode()
    assert "Next step" in browser(anna).get(f"/tests/assignments/{given.pk}/").content.decode(), "the section to be read is a press away"


def test_without_a_test_on_a_section_it_says_so(crm, broken, head, anna, browser):
    from training.models import TestDefinition

    TestDefinition.objects.filter(genre="section").delete()
    assert browser(head).post(address(anna), HTTP_HX_REQUEST="true").status_code == 422


@pytest.mark.parametrize("people", (1, 3))
def test_it_costs_the_same_for_one_person_and_for_many(
    crm, broken, head, anna, boris, egor, browser, bare_frame, people, django_assert_num_queries
):
    for person in (anna, boris, egor)[:people]:
        broken[person.pk] = 4
        answered(person, crm, good=2)
    client = browser(head)
    client.get("/tests/quadrant/")
    with django_assert_num_queries(9):
        client.get("/tests/quadrant/")


def test_without_judged_rules_it_says_what_it_is_for(head, anna, browser, monkeypatch):
    monkeypatch.setattr(clauses, "_callbacks", [])
    assert "No rule is judged yet" in browser(head).get("/tests/quadrant/").content.decode()

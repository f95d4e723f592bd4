"""A head gives tests to their own people, sees their results and no others', decides on them; a gate keeps new leads."""

import threading
from io import BytesIO

import openpyxl
import pytest
from django.db import connections

from accounts.models import Position
from leads.readiness_of_people import halted
from training.admission import is_admitted
from training.models import TestAssignment
from training.results import matrix_for

from .desk import bank, define, fresh, give, play, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def names(matrix):
    return {row.person.first_name for row in matrix.rows}


def test_a_head_sees_their_own_subtree_and_a_manager_nothing(test, anna, boris, egor, vera, head, head2, admin, auditor, browser):
    give(test, vera), give(test, anna)
    assert names(matrix_for(fresh(head))) == {"Head", "Anna", "Boris", "Egor"}
    assert names(matrix_for(fresh(head2))) == {"Head2", "Vera"}
    assert "Vera" not in browser(head).get("/tests/results/").content.decode()
    assert "Vera" in browser(admin).get("/tests/results/").content.decode()
    assert "Vera" in browser(auditor).get("/tests/results/").content.decode()
    assert browser(anna).get("/tests/results/").status_code == 404
    assert browser(anna).get("/tests/results/xlsx/").status_code == 404


def test_the_table_says_how_each_stands(test, anna, boris, egor, head, browser):
    play(give(test, anna).start(by=anna), anna)
    play(give(test, boris).start(by=boris), boris, good=2)
    give(test, egor)
    cells = {row.person.first_name: [(cell.tone, cell.words) for cell in row.cells] for row in matrix_for(fresh(head)).rows}
    assert (cells["Anna"], cells["Boris"][0][0], cells["Egor"][0][0]) == ([("ok", "100 %")], "today", "today")
    assert cells["Head"] == [("", "")]
    file = openpyxl.load_workbook(BytesIO(b"".join(browser(head).get("/tests/results/xlsx/").streaming_content)))
    assert [row[0] for row in file.active.iter_rows(min_row=2, values_only=True)] == [
        str(row.person) for row in matrix_for(fresh(head)).rows
    ]


@pytest.mark.parametrize("size", (1, 3))
def test_the_table_costs_the_same_for_one_test_and_for_many(
    handbook, head, anna, boris, browser, bare_frame, size, django_assert_num_queries
):
    for number in range(size):
        test = define(f"t-{number}")
        give(test, anna), give(test, boris)
    client = browser(head)
    client.get("/tests/results/")
    with django_assert_num_queries(7):
        client.get("/tests/results/")


# -- give ------------------------------------------------------------------------------


def test_a_test_is_given_to_people_a_position_and_a_department(test, anna, boris, egor, vera, head, sales, browser):
    seller = Position.objects.create(name="Seller")
    for person in (anna, vera):
        person.position = seller
        person.save()
    client = browser(head)
    assert client.post("/tests/results/assign/", {"test": test.pk, "position": seller.pk}).status_code == 302
    assert set(TestAssignment.objects.values_list("user__first_name", flat=True)) == {"Anna"}, "vera is not of this head"
    client.post("/tests/results/assign/", {"test": test.pk, "department": sales.pk})
    assert set(TestAssignment.objects.values_list("user__first_name", flat=True)) == {"Anna", "Boris", "Egor", "Head"}
    assert TestAssignment.objects.count() == 4


@pytest.mark.parametrize(
    "sent", [{}, {"people": ["x"]}, {"due_on": "2020-01-01"}, {"due_on": "9999-99-99"}, {"test": "77777"}, {"department": "x"}]
)
def test_nonsense_is_refused_with_words(test, anna, head, browser, sent):
    data = {"test": test.pk} | ({"people": [anna.pk]} if "due_on" in sent or "test" in sent else {}) | sent
    answer = browser(head).post("/tests/results/assign/", data)
    assert answer.status_code == 422
    assert not TestAssignment.objects.exists()


def test_a_foreign_person_is_no_choice(test, vera, anna, head, browser):
    assert browser(head).post("/tests/results/assign/", {"test": test.pk, "people": [anna.pk, vera.pk]}).status_code == 422
    assert browser(anna).post("/tests/results/assign/", {"test": test.pk, "people": [anna.pk]}).status_code == 403
    assert not TestAssignment.objects.exists()


def test_a_test_on_a_section_needs_its_section(handbook, anna, head, browser):
    bank(8)
    test, client = define("on", genre="section", draw_count=3, rules=[("section_subtree", {})]), browser(head)
    assert client.post("/tests/results/assign/", {"test": test.pk, "people": [anna.pk]}).status_code == 422
    for code in ("first", "other"):
        client.post("/tests/results/assign/", {"test": test.pk, "people": [anna.pk], "section": section(code).pk})
    assert TestAssignment.objects.of(anna).open().count() == 2, "one open of each section"


def test_the_same_form_sent_twice_is_one_test(test, anna, head, browser):
    data = {"test": test.pk, "people": [anna.pk], "token": "7f0b2ab1-4f6e-4d7e-9c46-1d1b7e0b9a00"}
    assert [browser(head).post("/tests/results/assign/", data).status_code for _ in range(2)] == [302, 302]
    assert TestAssignment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_given_twice_at_once_is_one_test(test, anna):
    gate = threading.Barrier(2)

    def run():
        gate.wait()
        TestAssignment.give(test, [anna], by=None)
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TestAssignment.objects.count() == 1


# -- decide ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("head", 302), ("admin", 302), ("head2", 404), ("boris", 403), ("egor", 403), ("auditor", 403)]
)
def test_who_may_waive(test, egor, who, status, browser, request):
    assignment = give(test, egor)
    answer = browser(request.getfixturevalue(who)).post(f"/tests/assignments/{assignment.pk}/waive/", {"reason": "Knows it"})
    assignment.refresh_from_db()
    assert (answer.status_code, assignment.state) == (status, "cancelled" if status == 302 else "pending")


def test_a_head_does_not_waive_their_own(test, head, browser):
    assignment = give(test, head)
    assert browser(head).post(f"/tests/assignments/{assignment.pk}/waive/", {"reason": "Me"}).status_code == 403
    assert browser(head).post(f"/tests/assignments/{assignment.pk}/waive/", {"reason": ""}).status_code == 403


def test_a_reason_is_needed(test, egor, head, browser):
    assignment = give(test, egor)
    for act in ("waive", "one-more", "time"):
        assert browser(head).post(f"/tests/assignments/{assignment.pk}/{act}/", {"reason": ""}).status_code == 422


# -- the gate ---------------------------------------------------------------------------


def test_new_leads_wait_for_the_test_that_gates_them(handbook, egor, anna, head):
    bank(8)
    test = define(gates_admission=True)
    assert is_admitted(egor), "nobody is held back who was given no such test"
    assignment = give(test, egor)
    assert set(halted([egor, anna])) == {egor.pk}
    play(assignment.start(by=egor), egor, good=0)
    assert not is_admitted(egor)
    TestAssignment.objects.update(retry_at="2026-11-17T08:00:00Z")
    play(assignment.start(by=egor), egor)
    assert is_admitted(egor)


def test_a_gate_is_off_unless_it_is_wanted(test, egor):
    give(test, egor)
    assert halted([egor]) == {}


def test_the_old_form_with_another_person_is_another_wish(browser, test, head, anna, boris):
    token = "6f7b1c1e-0c1f-4b4e-9a51-2f1f3f9d1a10"
    for person in (anna, boris, boris):
        answer = browser(head).post("/tests/results/assign/", {"test": test.pk, "people": [person.pk], "token": token})
        assert answer.status_code in (204, 302)
    assert {one.user for one in TestAssignment.objects.all()} == {anna, boris}
    assert TestAssignment.objects.count() == 2


@pytest.mark.parametrize("act", ["waive", "one-more", "time"])
@pytest.mark.parametrize("nothing", ["", " ", "\u200b\u2060"], ids=["empty", "blank", "invisible"])
def test_a_reason_that_nobody_can_see_is_none(test, egor, head, browser, act, nothing):
    assignment = give(test, egor)
    answer = browser(head).post(f"/tests/assignments/{assignment.pk}/{act}/", {"reason": nothing, "percent": 50})
    assert answer.status_code == 422

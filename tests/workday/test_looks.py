"""Looks at how a day was brought in order: facts with exact bounds, shown to the person and the head, judged by nobody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contacts.personal import erase, everything_about
from tasks.models import Task, TaskResult, TaskType
from tests.factories import make_contact, make_deal, make_task
from workday import looks
from workday.models import Look, LookNote, PersonDay
from workday.refusals import ExplainedBefore, NotAllowed, ReasonNeeded
from workday.setting_rules import ask_for_more

from .conftest import FRIDAY, MONDAY, WEDNESDAY, moment

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("under_control")]


@pytest.fixture(autouse=True)
def asked_for(company_root, admin):
    ask_for_more(True, by=admin)


@pytest.fixture
def found(close_at):
    def run(words="16 18:00"):
        close_at(words)
        looks.tick()
        return {(one.user.first_name.lower(), one.kind): (one.count, one.total) for one in Look.objects.select_related("user")}

    return run


@pytest.mark.parametrize(("times", "count"), [(2, 0), (3, 1), (4, 1)])
def test_a_date_moved_three_times(found, at, anna, times, count):
    at("16 10:00")
    task = make_task(anna, by=anna, due_on=FRIDAY)
    for hour in range(times):
        at(f"16 1{hour + 1}:00")
        task.move_due(by=anna, due_on=FRIDAY + timedelta(days=hour + 1))

    assert found() == ({("anna", "moved"): (1, 1)} if count else {})


def test_a_move_that_was_taken_back_is_none_and_a_move_of_another_day_does_not_show_again(found, at, anna):
    at("16 10:00")
    task = make_task(anna, by=anna, due_on=FRIDAY)
    for hour in (11, 12, 13):
        at(f"16 {hour}:00")
        task.move_due(by=anna, due_on=FRIDAY + timedelta(days=hour))
    task.take_back(by=anna)
    assert found() == {}
    at("17 12:00")
    task.move_due(by=anna, due_on=WEDNESDAY)
    found("17 18:00")
    assert list(Look.objects.values_list("day", "kind")) == [(moment("17 12:00").date(), "moved")]

    found("18 18:00")
    assert Look.objects.count() == 1


def test_dates_that_the_head_moved_are_not_held_against_the_person(found, at, anna, boris, head):
    at("16 10:00")
    hers, his = make_task(anna, by=anna, due_on=FRIDAY), make_task(boris, by=boris, due_on=FRIDAY)
    for hour, task, who in [(11, hers, head), (12, hers, head), (13, hers, anna), (11, his, boris), (12, his, head), (13, his, boris)]:
        at(f"16 {hour}:00")
        task.move_due(by=who, due_on=FRIDAY + timedelta(days=hour))
    assert found() == {}

    for hour in (10, 11):
        at(f"17 {hour}:00")
        his.move_due(by=boris, due_on=FRIDAY + timedelta(days=hour + 20))
    assert found("17 18:00") == {("boris", "moved"): (1, 1)}


@pytest.mark.parametrize(
    ("same", "other", "is_found"), [(2, 2, False), (3, 2, True), (3, 3, False), (4, 2, True), (4, 0, False), (5, 0, True)]
)
def test_most_new_tasks_at_one_moment_of_another_day(found, at, anna, same, other, is_found):
    at("16 12:00")
    for _ in range(same):
        make_task(anna, by=anna, due_at=moment("17 10:00"))
    for hour in range(other):
        make_task(anna, by=anna, due_at=moment(f"18 1{hour}:00"))

    assert found() == ({("anna", "same_moment"): (same, same + other)} if is_found else {})


def test_what_others_gave_and_what_is_due_today_is_no_such_moment(found, at, anna, head):
    at("16 09:30")
    for _ in range(6):
        make_task(anna, by=head, due_at=moment("17 10:00"))
        make_task(anna, by=anna, due_at=moment("16 17:00"), title="Today").complete(by=anna)

    assert found() == {}


@pytest.mark.parametrize(("number", "when", "note", "is_found"), [
    (4, "17:50", "", False), (5, "17:50", "", True), (5, "17:50", "About the price", False), (5, "17:40", "", False), (5, "17:41", "", True),
])  # fmt: skip
def test_tasks_written_in_the_last_minutes_without_a_word(found, at, anna, number, when, note, is_found):
    at(f"16 {when}")
    for day in range(number):
        make_task(anna, by=anna, due_on=FRIDAY + timedelta(days=day), note=note)

    assert found() == ({("anna", "late_written"): (number, number)} if is_found else {})


@pytest.mark.parametrize(("bare", "is_found"), [(2, False), (3, True)])
def test_tasks_closed_without_a_result(found, at, anna, bare, is_found):
    at("16 11:00")
    tasks = [make_task(anna, by=anna, due_on=FRIDAY) for _ in range(bare + 2)]
    result = TaskResult.objects.create(type=TaskType.objects.get(), name="Reached")
    for task in tasks[:bare]:
        task.complete(by=anna)
    tasks[bare].complete(by=anna, result=result)
    tasks[bare + 1].complete(by=anna, text="Will call back")

    assert found() == ({("anna", "no_result"): (bare, bare + 2)} if is_found else {})


def test_where_a_type_knows_no_results_none_is_missing(found, at, anna):
    at("16 11:00")
    for _ in range(5):
        make_task(anna, by=anna, due_on=FRIDAY).complete(by=anna)
    assert found() == {}


@pytest.mark.parametrize(("number", "when", "is_found"), [(9, "17:57", False), (10, "17:57", True), (10, "17:55", False)])
def test_many_cards_changed_in_the_last_minutes(found, at, anna, stages, number, when, is_found):
    at("16 09:30")
    deals = [make_deal(anna, stages["Qualified"]) for _ in range(number)]
    at(f"16 {when}")
    for deal in deals:
        deal.note_act("call_out", by=anna)
        deal.record("changed", by=anna, changes=[])

    assert found() == ({("anna", "at_once"): (number, number)} if is_found else {})


def test_it_is_looked_once_and_not_while_nobody_is_asked_to_explain(found, at, admin, anna, close_at):
    at("16 12:00")
    for _ in range(5):
        make_task(anna, by=anna, due_at=moment("17 10:00"))
    assert len(found()) == 1
    PersonDay.objects.update(looks_are_due=True)
    looks.tick()
    assert Look.objects.count() == 1

    ask_for_more(False, by=admin)
    at("17 12:00")
    for _ in range(5):
        make_task(anna, by=anna, due_at=moment("18 10:00"))
    found("17 18:00")
    assert Look.objects.count() == 1
    assert not PersonDay.objects.filter(looks_are_due=True).exists()


def test_words_beside_a_look_are_told_and_forgotten_with_the_client(found, at, anna, admin, stages):
    client = make_contact(anna, first_name="Nina", last_name="Ostapenko")
    deal = make_deal(anna, stages["Qualified"], contact=client)
    at("16 12:00")
    for _ in range(5):
        make_task(anna, by=anna, deal=deal, due_at=moment("17 10:00"))
    found()
    Look.objects.get().answer("Ostapenko asked for ten o\u2019clock", by=anna)
    told = [line for _label, lines in everything_about(client, admin) for line in lines]
    assert any("Ostapenko asked for ten" in line for line in told)

    erase(client, by=admin, reason="Asked for it")

    assert "Ostapenko" not in LookNote.objects.get().text


@pytest.fixture
def look(found, at, anna):
    at("16 12:00")
    for number in range(5):
        make_task(anna, by=anna, due_at=moment("17 10:00"), title=f"Call {number}")
    found()
    return Look.objects.get()


def test_while_more_control_is_off_a_look_is_out_of_sight(client, look, anna, admin):
    ask_for_more(False, by=admin)
    client.force_login(anna)
    url = reverse("workday:look", args=[look.pk])
    assert [client.get(url).status_code, client.post(url, {"text": "A fair"}).status_code] == [404, 404]


def test_words_that_cannot_be_seen_are_none(client, look, anna):
    client.force_login(anna)
    assert client.post(reverse("workday:look", args=[look.pk]), {"text": "\u200f"}, headers=HTMX).status_code == 422
    assert not LookNote.objects.exists()


def test_the_person_says_what_lies_behind_it_once(look, anna, head, boris):
    for user in (head, boris):
        with pytest.raises(NotAllowed):
            look.answer("Because", by=user)
    with pytest.raises(ReasonNeeded):
        look.answer("  ", by=anna)

    look.answer("A fair in the morning", by=anna)
    look.answer("A fair in the morning", by=anna)
    with pytest.raises(ExplainedBefore):
        look.answer("Something else", by=anna)
    assert look.note.text == "A fair in the morning"


def test_the_person_and_the_head_see_it_with_its_records_and_nobody_else(client, look, anna, head, boris, vera, head2, auditor):
    url = reverse("workday:look", args=[look.pk])
    for user in (boris, vera, head2):
        client.force_login(user)
        assert (client.get(url).status_code, client.post(url, {"text": "x"}).status_code) == (404, 404)
    for user in (anna, head, auditor):
        client.force_login(user)
        answer = client.get(url)
        assert answer.status_code == 200
        assert len(answer.context["records"]) == (5 if user != auditor or Task.objects.visible_to(user).exists() else 0)
    client.force_login(head)
    assert client.post(url, {"text": "Mine"}, headers=HTMX).status_code == 403
    client.force_login(anna)
    wrong = client.post(url, {"text": ""}, headers=HTMX)
    assert wrong.status_code == 422
    assert client.post(url, {"text": "A fair"}).status_code == 302
    assert "A fair" in client.get(reverse("workday:ledger")).content.decode()
    client.force_login(head)
    assert "A fair" in client.get(reverse("workday:head-ledger"), {"first": str(MONDAY), "last": str(MONDAY)}).content.decode()

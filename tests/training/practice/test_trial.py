"""A trial run of the team on copies of its deals (ROL-4): nothing by which a client is known goes along."""

from datetime import timedelta

import pytest
from zeal import zeal_ignore

from crm_project.lib import clock
from crm_project.lib.training_mode import inside
from deals.models import Deal
from notifications.models import Notice
from tasks.models import Task
from tests.factories import make_company, make_contact, make_deal, make_task
from tests.hidden import gives_away
from training import ticking
from training.models import PracticeRun
from training.practice import rooms
from training.practice.trial import lend
from training.refusals import NobodyToTest

from .conftest import Player

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    with zeal_ignore():
        yield


@pytest.fixture
def real(company, anna):
    contact = make_contact(anna, first_name="Unmistakable", last_name="Client")
    contact.add_phone("+79184421906")
    stage = company.stages.get(name="Qualified")
    values = {"amount": "271828182", "contact": contact, "company": make_company(anna, name="Unmistakable Farm")}
    deal = make_deal(anna, stage, name="Secret name", **values)
    make_task(anna, deal=deal, title="Ask Unmistakable", due_at=clock.now() + timedelta(days=2))
    make_deal(anna, name="Second")
    return deal


def test_people_work_with_copies_until_they_leave(real, head, anna, boris, browser):
    answer = browser(head).post("/tests/practice/trial/", {"people": [boris.pk], "number": 5})
    assert answer.status_code == 302
    assert Notice.objects.get(recipient=boris).verb == "practice.trial"
    run, window = PracticeRun.objects.get(), browser(boris)
    assert "Trial run of the team" in window.get("/tests/").content.decode()
    assert window.post(f"/tests/practice/{run.pk}/back/")["Location"] == "/deals/"
    with inside(rooms.name_of(boris)):
        copy = Deal.objects.get(stage__name="Qualified")
        assert (str(copy.amount), copy.owner, Deal.objects.count()) == ("271828182.00", boris, 2)
        assert "Unmistakable" not in f"{copy} {copy.contact} {copy.company} {copy.name} {Task.objects.get(deal=copy)}"
        assert copy.contact.phone.startswith("+7200")
        assert Task.objects.get(deal=copy).due_at == clock.now() + timedelta(days=2)
    page = window.get("/deals/list/").content.decode()
    assert "k-training" in page
    assert "Unmistakable" not in page
    assert "/check/" not in page
    window.post(f"/deals/{copy.pk}/edit/", {})
    window.post(f"/tests/practice/{run.pk}/back/")
    with inside(rooms.name_of(boris)):
        assert Deal.objects.filter(pk=copy.pk).exists(), "coming back finds them as they were"
    window.post(f"/tests/practice/{run.pk}/leave/", {"how": "end"})
    assert not rooms.is_standing(rooms.name_of(boris))
    assert PracticeRun.objects.get().state == "ended"
    assert Deal.objects.count() == 2


@pytest.fixture
def at_trial(real, head, boris, browser):
    """Boris is in his trial run."""
    (run,), _busy = lend([boris], 5, by=head)
    window = browser(boris)
    window.post(f"/tests/practice/{run.pk}/back/")
    return run, window


def copies_of(person):
    with inside(rooms.name_of(person)):
        return Deal.objects.count()


def test_leaving_a_trial_run_asks_whether_the_copies_stay(at_trial, boris):
    run, window = at_trial
    for data in ({}, {"how": "no such way"}):
        page = window.post(f"/tests/practice/{run.pk}/leave/", data).content.decode()
        assert 'name="how" value="pause"' in page
        assert 'name="how" value="end"' in page
        assert PracticeRun.objects.get().is_open
        page = window.get("/deals/").content.decode()
        assert "k-training" in page, "nothing is left before it is said"
        assert "it goes after the test" not in page
    window.post(f"/tests/practice/{run.pk}/leave/", {"how": "pause"})
    assert "k-training" not in window.get("/deals/").content.decode()
    assert copies_of(boris) == 2
    assert "To the training deals" in window.get("/tests/").content.decode()
    window.post(f"/tests/practice/{run.pk}/back/")
    assert copies_of(boris) == 2


def test_a_trial_run_that_was_ended_says_so_where_its_notice_leads(at_trial):
    run, window = at_trial
    window.post(f"/tests/practice/{run.pk}/leave/", {"how": "end"})
    window.post(f"/tests/practice/{run.pk}/leave/", {"how": "end"})
    assert "its copies are gone" in window.get("/tests/").content.decode()


def test_a_task_begun_in_a_trial_run_asks_first(at_trial, boris, head):
    run, _window = at_trial
    player = Player(boris, "P-01")
    answer = player.client.post(f"/tests/items/{player.item.pk}/begin/")
    assert answer.status_code == 409
    assert "The trial run would end: the 2 training deals that Head" in answer.content.decode()
    assert (PracticeRun.objects.get().is_open, copies_of(boris)) == (True, 2)
    player.client.post(f"/tests/items/{player.item.pk}/begin/", {"sure": "on"})
    assert (PracticeRun.objects.get(pk=run.pk).state, copies_of(boris)) == ("ended", 0)


def test_a_copy_keeps_nothing_by_which_a_client_is_known(real, head, boris):
    (run,), _busy = lend([boris], 5, by=head)
    assert "Unmistakable" not in str(run.given)
    assert "Secret" not in str(run.given)
    assert not gives_away(str(run.given), "79184421906")


@pytest.mark.parametrize("who, status", [("anna", 403), ("boris", 403), ("auditor", 403)])
def test_only_who_leads_lends(request, real, browser, who, status):
    assert browser(request.getfixturevalue(who)).post("/tests/practice/trial/", {"people": [], "number": 5}).status_code == status
    assert not PracticeRun.objects.exists()


def test_not_to_people_of_others_and_not_too_many(real, head, vera, boris, browser):
    window = browser(head)
    assert window.post("/tests/practice/trial/", {"people": [vera.pk], "number": 5}).status_code == 422
    assert window.post("/tests/practice/trial/", {"people": [boris.pk], "number": 500}).status_code == 422
    with pytest.raises(NobodyToTest):
        lend([vera], 5, by=head)
    assert not PracticeRun.objects.exists()


def test_twice_is_once_and_who_is_at_a_task_is_left_alone(play, head, anna, boris):
    player = play(anna, "P-01")
    made, busy = lend([anna, boris], 5, by=head)
    assert ([run.user for run in made], busy) == ([boris], [anna])
    assert lend([boris], 5, by=head) == ([], [boris])
    player.run.refresh_from_db()
    assert player.run.state == "open"


def test_the_trial_of_another_is_not_there(real, head, anna, boris, browser):
    (run,), _busy = lend([boris], 5, by=head)
    for act in ("back", "leave", "check"):
        assert browser(anna).post(f"/tests/practice/{run.pk}/{act}/").status_code == 404
    assert browser(boris).post(f"/tests/practice/{run.pk}/check/").status_code == 404


def test_what_nobody_enters_ends_after_two_weeks(real, head, boris, monkeypatch):
    lend([boris], 5, by=head)
    monkeypatch.setenv("APP_TEST_CLOCK", (clock.now() + timedelta(days=15)).isoformat())
    ticking.take_down_rooms(clock.now())
    assert PracticeRun.objects.get().state == "ended"


@pytest.mark.parametrize(
    "language, words", [("en", "go when they end the trial run"), ("ru", "исчезнут, когда он закончит пробный прогон")]
)
def test_the_head_is_told_of_the_copies_what_the_people_are_told(real, head, browser, language, words):
    head.language = language
    head.save(update_fields=["language"])
    page = browser(head).get("/tests/practice/trial/").content.decode()
    assert words in page
    assert "on leaving" not in page
    assert "при выходе" not in page

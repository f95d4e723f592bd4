"""A new colleague has the onboarding test before them from their first day on, without anybody thinking of it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Position
from crm_project.lib import clock
from notifications.models import Notice
from regulations.reading import watching
from tests.factories import make_user
from training import ticking
from training.admission import is_admitted
from training.models import TestAssignment, TestDefinition

from .desk import bank, define, give

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday(monkeypatch, roles):
    at = "2026-11-17T10:00:00+03:00"
    monkeypatch.setenv("APP_TEST_CLOCK", at)
    return lambda value: monkeypatch.setenv("APP_TEST_CLOCK", value)


@pytest.fixture
def onboarding(handbook):
    bank()
    return define("onboarding", genre="onboarding", due_working_days=5, gates_admission=True)


def tick():
    watching.tick()
    ticking.tick()


def given_to(person):
    return list(TestAssignment.objects.of(person).values_list("test__code", "reason", "assigned_by"))


def test_egor_is_given_it_on_his_first_day_and_gets_no_leads_until_it_is_passed(onboarding, egor):
    tick()
    tick()

    assert given_to(egor) == [("onboarding", "hire", None)]
    assignment = TestAssignment.objects.get(user=egor)
    assert timezone.localdate(assignment.due_at).isoformat() == "2026-11-24", "five working days, the weekend left out"
    assert Notice.objects.filter(recipient=egor, verb="test.given").count() == 1
    assert not is_admitted(egor)


def test_who_was_given_it_by_hand_or_has_passed_it_is_not_given_it_again(onboarding, egor, anna, head):
    give(onboarding, egor)
    passed = give(onboarding, anna)
    TestAssignment.objects.filter(pk=passed.pk).update(state="passed", settled_at=clock.now())
    tick()

    assert [reason for _code, reason, _by in given_to(egor)] == ["manual"]
    assert [reason for _code, reason, _by in given_to(anna)] == ["manual"]


def test_who_has_worked_here_for_long_is_not_asked_because_of_an_upgrade(onboarding, anna):
    anna.joined_at = clock.now() - timedelta(days=400)
    anna.save(update_fields=["joined_at"])
    tick()
    assert given_to(anna) == []


def test_whoever_writes_the_questions_reads_only_or_has_left_is_not_asked(onboarding, admin, auditor, boris):
    watching.tick()
    boris.is_active = False
    boris.save(update_fields=["is_active"])
    ticking.tick()
    assert [given_to(person) for person in (admin, auditor, boris)] == [[], [], []]


def test_a_test_for_a_position_is_given_to_whoever_comes_to_it(onboarding, egor, anna, tuesday):
    seller, service = (Position.objects.create(name=name) for name in ("Seller", "Service"))
    egor.position = service
    egor.save(update_fields=["position"])
    own = define("for-sellers", genre="onboarding", positions=[seller])
    tick()
    assert [code for code, *_rest in given_to(egor)] == ["onboarding"]

    tuesday("2026-12-14T10:00:00+03:00")
    egor.position = seller
    egor.save(update_fields=["position"])
    tick()
    assert sorted(code for code, *_rest in given_to(egor)) == ["for-sellers", "onboarding"]
    assert own not in {one.test for one in TestAssignment.objects.of(anna).select_related("test")}


def test_a_retired_test_is_given_to_nobody(onboarding, egor, admin):
    onboarding.retire(by=admin)
    tick()
    assert given_to(egor) == []


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_give_it_once(onboarding, egor):
    watching.tick()
    barrier, refused = Barrier(2), []

    def give_it():
        try:
            barrier.wait()
            ticking.give_onboarding(clock.now())
        except Exception as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=give_it) for _ in range(2)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert refused == []
    assert len(given_to(egor)) == 1


def test_the_number_of_queries_does_not_grow_with_the_company(onboarding, head, django_assert_num_queries):
    tick()
    for number in range(5):
        make_user(f"old-{number}", department=head.department)
    tick()
    with django_assert_num_queries(3):
        ticking.give_onboarding(clock.now())


def test_an_administrator_names_the_positions_of_a_test(onboarding, admin, browser):
    seller = Position.objects.create(name="Seller")
    client = browser(admin)
    page = client.get(f"/tests/definitions/{onboarding.pk}/")
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(f"/tests/definitions/{onboarding.pk}/", data | {"positions": [seller.pk]}).status_code == 302
    assert [str(one) for one in TestDefinition.objects.get(pk=onboarding.pk).positions.all()] == ["Seller"]


def test_the_settings_of_the_self_check_can_be_saved(handbook, admin, browser):
    own = define("own", genre="self_check", draw_count=5)
    client = browser(admin)
    form = client.get(f"/tests/definitions/{own.pk}/").context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert client.post(f"/tests/definitions/{own.pk}/", data | {"draw_count": 7}).status_code == 302
    assert "self_check" not in [value for value, _label in client.get("/tests/definitions/new/").context["form"].fields["genre"].choices]

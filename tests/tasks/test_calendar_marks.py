"""What stands in the calendar beside tasks: payments for who may see sums, steps of chains to come; each leads to its record."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from accounts.models import Role
from tasks.calendar_marks import payments
from tasks.models import CalendarFeed
from tests.chains.relay import done, relay, start, steps
from tests.factories import make_deal, make_task, make_user
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db
SUM = 987654321


@pytest.fixture(autouse=True)
def _tuesday(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    with translation.override("en"):
        yield


@pytest.fixture
def deal(anna, stages):
    deal = make_deal(anna, name="Plough for Zarya", amount=Decimal(SUM))
    deal.expect_payment(by=anna, due_on=date(2026, 11, 19), amount=Decimal(SUM), note="Advance")
    return deal


@pytest.fixture
def run(anna, boris, vera, deal):
    """Anna's step goes on till Wednesday noon; Boris's is to come till Thursday, Vera's till Friday."""
    return start(relay(anna, boris, vera), anna, deal)


def page(browser, user, span="week", **query):
    browser.force_login(user)
    return browser.get(f"/tasks/calendar/{span}/2026-11-17/", query)


def marks(response):
    return [mark.key.split("-")[0] for day in response.context["calendar"].days for mark in day.marks]


@pytest.mark.parametrize("span", ["month", "week"])
def test_a_payment_stands_on_its_day_for_its_owner(client, anna, deal, span):
    shown = page(client, anna, span)

    (day,) = [day for day in shown.context["calendar"].days if day.marks]
    assert day.on == date(2026, 11, 19)
    assert gives_away(shown, SUM)
    assert f'href="{deal.url}"' in shown.content.decode()


@pytest.mark.parametrize(("who", "query", "count"), [
    ("head", {}, 0), ("head", {"whose": "team"}, 1), ("boris", {"whose": "team"}, 0), ("vera", {"whose": "team"}, 0), ("head2", {"whose": "team"}, 0),
])  # fmt: skip
def test_payments_of_others_are_those_of_deals_one_sees(client, request, deal, who, query, count):
    assert len(marks(page(client, request.getfixturevalue(who), **query))) == count


def test_a_full_day_of_the_month_keeps_a_line_for_what_stands_beside_its_tasks(client, anna, deal):
    for number in range(4):
        make_task(anna, title=f"Task {number}", due_on=date(2026, 11, 19))

    (day,) = [day for day in page(client, anna, "month").context["calendar"].days if day.marks]

    assert (len(day.first_few), len(day.first_marks), day.more) == (2, 1, 2)


def test_a_person_is_asked_for_by_name(client, head, anna, boris, deal):
    assert marks(page(client, head, person=anna.pk)) == ["payment"]
    assert marks(page(client, head, person=boris.pk)) == []


def test_who_may_not_see_sums_is_told_of_no_payment(client, sales, anna, deal):
    role = Role.objects.get(code="head")
    role.rewrite(role.matrix, [right for right in role.rights if right != "see_money"], by=None)
    poor = make_user("poor", department=sales, role="head")

    for query in ({"whose": "team"}, {"whose": "team", "show": "payments"}, {"person": anna.pk}):
        shown = page(client, poor, **query)
        assert marks(shown) == []
        assert not gives_away(shown, SUM)


def test_what_came_and_what_is_lost_is_waited_for_no_more(anna, deal, funnel):
    week = date(2026, 11, 16), date(2026, 11, 22)
    assert len(payments(anna, *week, None)) == 1

    deal.receive_payment(by=anna, amount=Decimal(SUM), received_on=date(2026, 11, 17))
    assert payments(anna, *week, None) == []

    other = make_deal(anna, name="Harrow")
    other.expect_payment(by=anna, due_on=date(2026, 11, 18), share=Decimal(30))
    assert [mark.words for mark in payments(anna, *week, None)] == ["30 % of the sum · Harrow"]
    other.lose(funnel.loss_reasons.get(), comment="Found one that is cheaper by far", by=anna)
    assert payments(anna, *week, None) == []


def test_steps_to_come_stand_where_they_end_and_lead_to_the_chain(client, boris, run):
    shown = page(client, boris)

    (day,) = [day for day in shown.context["calendar"].days if day.marks]
    assert day.on == timezone.localtime(steps(run)[1].planned_finish).date()
    assert "Make the deal · Relay" in shown.content.decode()
    assert f'href="/chains/{run.pk}/"' in shown.content.decode()


def test_a_step_whose_turn_has_come_is_a_task_and_stands_once(client, anna, boris, run):
    assert [mark for mark in marks(page(client, anna)) if mark == "step"] == []

    done(steps(run)[0], anna)

    shown = page(client, boris)
    assert marks(shown) == []
    assert [event.task.title for day in shown.context["calendar"].days for event in day.events] == ["Make the deal"]


def test_a_team_sees_the_steps_of_its_own_people_in_chains_it_sees(client, head, head2, vera, run):
    assert marks(page(client, head, whose="team")).count("step") == 1
    assert marks(page(client, vera)) == ["step"]
    assert marks(page(client, head2, whose="team")) == []


def test_a_day_of_the_team_has_them_in_the_column_of_the_person(client, head, boris, run):
    client.force_login(head)
    on = timezone.localtime(steps(run)[1].planned_finish).date()

    columns = client.get(f"/tasks/calendar/day/{on}/", {"whose": "team"}).context["calendar"].days

    assert [column.person for column in columns if any(mark.key.startswith("step") for mark in column.marks)] == [boris]


@pytest.mark.parametrize(
    ("show", "tasks", "marked"), [("", 1, ["payment"]), ("tasks", 1, []), ("payments", 0, ["payment"]), ("steps", 0, [])]
)
def test_one_chooses_what_to_show(client, anna, deal, show, tasks, marked):
    make_task(anna, due_on=date(2026, 11, 18))

    shown = page(client, anna, show=show)

    assert marks(shown) == marked
    assert sum(len(day.events) for day in shown.context["calendar"].days) == tasks


@pytest.mark.parametrize("query", [{"q": "Zarya"}, {"client": "Zarya"}, {"whose": "given"}, {"show": "nonsense"}])
def test_a_search_among_tasks_shows_nothing_beside_them(client, anna, deal, query):
    assert marks(page(client, anna, **query)) == []


def test_a_calendar_program_is_told_of_steps_to_come_and_of_no_money(client, anna, boris, run):
    def told(user, scope="own"):
        _feed, token = CalendarFeed.make(user, scope=scope, by=user)
        return client.get(f"/tasks/feeds/{token}.ics").content.decode().replace("\r\n ", "")

    step = steps(run)[1]
    assert f"UID:step-{step.pk}@" in told(boris)
    assert "SUMMARY:Make the deal · Relay" in told(boris)
    assert "UID:step-" not in told(anna)
    assert "UID:payment-" not in told(anna)
    done(steps(run)[0], anna)
    assert "UID:step-" not in told(boris)
    assert "UID:task-" in told(boris)


def test_many_payments_and_steps_cost_what_one_does(client, anna, boris, vera, head, deal, django_assert_max_num_queries):
    template = relay(anna, boris, vera)
    start(template, anna, deal)
    page(client, head, whose="team")
    with django_assert_max_num_queries(60) as few:
        page(client, head, whose="team")
    for number in range(6):
        other = make_deal(anna, name=f"Deal {number}")
        other.expect_payment(by=anna, due_on=date(2026, 11, 18) + timedelta(days=number), amount=Decimal(10))
        start(template, anna, other)
    with django_assert_max_num_queries(60) as many:
        page(client, head, whose="team")

    assert len(many) == len(few)

"""The list of deals by the next task: what has none first, then what is late, then what comes."""

from datetime import timedelta

import pytest

from accounts.models import SavedView
from crm_project.lib import clock
from tests.factories import make_deal, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def ordered(anna, stages):
    """Names of deals as a salesperson wants them: without a task, overdue, today, later."""
    wanted = {"Nothing": None, "Late": -3, "Sooner": 1, "Later": 40}
    for name in ("Later", "Nothing", "Sooner", "Late"):
        one = make_deal(anna, name=name)
        if wanted[name] is not None:
            make_task(anna, deal=one, due_at=clock.now() + timedelta(days=wanted[name]))
    return list(wanted)


def names(response):
    return [deal.name for deal in response.context["listing"].rows]


@pytest.mark.parametrize("who", ["anna", "head", "admin", "auditor"])
def test_the_list_goes_by_the_next_task(browser, request, ordered, who):
    client = browser(request.getfixturevalue(who))

    assert names(client.get("/deals/list/?sort=task")) == ordered
    assert names(client.get("/deals/list/?sort=-task")) == ordered[::-1]


def test_pages_by_the_next_task_hold_every_deal_once(browser, anna, ordered, monkeypatch):
    monkeypatch.setattr("deals.listing.ROWS", 3)
    make_deal(anna, name="Nothing too")
    client = browser(anna)

    first = client.get("/deals/list/?sort=task")
    second = client.get(f"/deals/list/{first.context['listing'].more_url}")

    assert sorted(names(first) + names(second)) == sorted([*ordered, "Nothing too"])
    assert names(first)[:2] == ["Nothing", "Nothing too"]


def test_the_head_of_the_column_sorts_only_where_deals_have_a_next_task(browser, anna, ordered):
    client = browser(anna)

    assert "sort=task" in client.get("/deals/list/?flat=1").content.decode()
    assert "sort=-task" in client.get("/deals/list/?sort=task").content.decode()
    assert "sort=task" not in client.get("/deals/list/?state=won").content.decode()


def test_a_saved_view_keeps_the_order(browser, anna, ordered):
    client = browser(anna)
    client.post("/views/deals/new/?sort=task", {"name": "By task"})

    view = SavedView.objects.get()
    assert view.query["sort"] == "task"


def test_the_order_by_task_costs_the_same_for_one_deal_and_for_thirty(browser, head, anna, stages, cost):
    client = browser(head)
    make_task(anna, deal=make_deal(anna), due_at=clock.now())
    one = cost(client, "/deals/list/?sort=task")
    for number in range(29):
        make_task(anna, deal=make_deal(anna, name=f"Deal {number}"), due_at=clock.now() + timedelta(days=number))

    assert cost(client, "/deals/list/?sort=task") == one

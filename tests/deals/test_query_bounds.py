"""A page asks the database a bounded number of questions, whatever it shows: frame, badges and the day's pill included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_company, make_contact, make_deal, make_task

pytestmark = pytest.mark.django_db(transaction=True)


def _asked(client, path):
    """How many statements the second visit makes; what seldom changes was read by the first."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.fixture
def worked(anna, boris, funnel, stages):
    """Six deals of Anna and Boris over the stages, with clients and tasks."""
    for number, stage in enumerate(["New", "Qualified", "Offer sent"] * 2):
        owner = [anna, boris][number % 2]
        deal = make_deal(owner, stages[stage], f"Deal {number}", company=make_company(owner), contact=make_contact(owner))
        make_task(owner, deal=deal)
    return deal


@pytest.mark.parametrize("name", ["head", "anna"])
def test_the_board_asks_twelve_questions_at_most(request, client, worked, head, name):
    client.force_login(request.getfixturevalue(name))
    assert _asked(client, reverse("deals:board")) <= 12


def test_the_list_asks_ten_questions_at_most(client, worked, head, anna):
    client.force_login(head)
    assert _asked(client, f"{reverse('deals:list')}?flat=1&owner={anna.pk}") <= 10


def test_the_card_asks_fifteen_questions_at_most(client, worked, boris):
    client.force_login(boris)
    assert _asked(client, reverse("deals:card", args=[worked.pk])) <= 15

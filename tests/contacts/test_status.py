"""What a client is follows from their deals: a prospect, a buyer, a client, one who comes again, one who sleeps."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Company
from contacts.status import Status, asleep, status_of, with_status
from crm_project.lib import clock
from deals.models import Deal
from tests.factories import make_company, make_deal

pytestmark = pytest.mark.django_db


def win(anna, stages, company, at):
    deal = make_deal(anna, stages["Offer sent"], company=company, amount=100)
    deal.win(by=anna, values={"contract_number": f"K-{deal.pk}", "decision_on": clock.now().date()})
    Deal.objects.filter(pk=deal.pk).update(closed_at=at)
    return deal


@pytest.fixture
def four(anna, stages):
    """One of each."""
    companies = {status: make_company(anna, name=f"Company {status}") for status in Status}
    make_deal(anna, company=companies["buyer"])
    win(anna, stages, companies["client"], datetime(2026, 3, 1, tzinfo=UTC))
    for month in (2, 5):
        win(anna, stages, companies["repeat"], datetime(2026, month, 1, tzinfo=UTC))
    make_deal(anna, company=companies["repeat"])
    return companies


def test_each_client_has_one_status_and_the_list_finds_it(four):
    for status, company in four.items():
        assert list(with_status(Company.objects.all(), status)) == [company]
        assert status_of(company)[0] == status


def test_a_status_is_dated_by_what_made_it(four):
    assert status_of(four["client"])[1] == datetime(2026, 3, 1, tzinfo=UTC)
    assert status_of(four["repeat"])[1] == datetime(2026, 5, 1, tzinfo=UTC)


def test_a_lost_deal_and_a_deal_in_the_trash_make_nobody_a_buyer(anna, admin, stages, funnel):
    company = make_company(anna)
    make_deal(anna, company=company).lose(funnel.loss_reasons.create(name="Price"), by=anna)
    make_deal(anna, company=company).discard(by=admin)

    assert status_of(company)[0] == Status.PROSPECT
    assert list(with_status(Company.objects.all(), "prospect")) == [company]


def test_what_an_import_told_of_the_past_counts(anna, stages):
    company = make_company(anna)
    Company.objects.filter(pk=company.pk).update(opening_count=1, opening_first_on="2020-01-05")
    company.refresh_from_db()
    assert status_of(company) == (Status.CLIENT, company.opening_first_on)

    won = win(anna, stages, company, datetime(2026, 4, 1, tzinfo=UTC))

    won.refresh_from_db()
    assert status_of(company) == (Status.REPEAT, won.closed_at)
    assert list(with_status(Company.objects.all(), "repeat")) == [company]


@pytest.mark.parametrize(("days_since_last", "sleeps"), [(100, False), (199, False), (201, True)])
def test_who_lets_two_own_cycles_pass_sleeps(anna, stages, days_since_last, sleeps):
    company, now = make_company(anna), clock.now()
    for days in (days_since_last + 100, days_since_last):
        win(anna, stages, company, now - timedelta(days=days))

    assert asleep(Company.objects.all(), now).exists() == sleeps


def test_two_wins_of_one_day_are_no_cycle_of_a_day(anna, stages):
    company, now = make_company(anna), clock.now()
    for _time in range(2):
        win(anna, stages, company, now - timedelta(days=59))
    assert not asleep(Company.objects.all(), now).exists()

    assert asleep(Company.objects.all(), now + timedelta(days=2)).exists()


def test_who_bought_once_has_no_cycle_to_sleep_by(anna, stages):
    win(anna, stages, make_company(anna), clock.now() - timedelta(days=900))

    assert not asleep(Company.objects.all(), clock.now()).exists()


def test_the_page_filters_and_a_wrong_status_finds_nothing(client, anna, four):
    client.force_login(anna)

    assert "Company repeat" in client.get(reverse("contacts:companies"), {"status": "repeat"}).content.decode()
    assert "Company buyer" not in client.get(reverse("contacts:companies"), {"status": "repeat"}).content.decode()
    assert client.get(reverse("contacts:companies"), {"view": "asleep"}).status_code == 200
    assert "Company" not in client.get(reverse("contacts:companies"), {"status": "king"}).context["rows"].__str__()
    assert "repeat client since" in client.get(reverse("contacts:company", args=[four["repeat"].pk])).content.decode()

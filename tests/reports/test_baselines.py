"""Baselines of goals: proposed from the past with the sum written out, accepted, replaced and taken back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from deals.models import Deal
from reports.baselines import months_to_set, proposals
from reports.models import Baseline
from reports.models.baseline import AlreadyReplaced
from tests.factories import make_deal
from timeline.models import Entry

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-16T10:00:00+03:00")


def closed(owner, stage, month, amount=1000, currency="RUB"):
    deal = make_deal(owner, amount=amount)
    Deal.objects.filter(pk=deal.pk).update(stage=stage, closed_at=datetime(2026, month, 15, 9, tzinfo=UTC), currency=currency)
    return deal


@pytest.fixture
def past(anna, boris, vera, stages):
    """Anna: August 2 won, 1 lost; October 3 won. Boris: October 1 won. Vera: October 4 won."""
    for month, number in ((8, 2), (10, 3)):
        for _one in range(number):
            closed(anna, stages["Won"], month)
    closed(anna, stages["Lost"], 8)
    closed(boris, stages["Won"], 10, amount=500)
    for _one in range(4):
        closed(vera, stages["Won"], 10)
    closed(anna, stages["Won"], 11)
    return stages


def of(user, person, count=12):
    return next(row for row in proposals(user, JANUARY, count) if row.owner == person)


def accept(client, *keys, month=JANUARY):
    return client.post(f"{reverse('reports:baselines')}?month={month.isoformat()}&span=12", {"take": keys})


def test_the_average_is_over_full_months_since_the_first_closed_deal(head, anna, past):
    row = of(head, anna)

    assert list(row.months) == [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    assert (row.won, row.amount, row.conversion) == (Decimal("1.7"), Decimal("1666.67"), Decimal("0.8333"))


def test_a_shorter_past_tells_another_average(head, anna, past):
    row = of(head, anna, 3)

    assert (row.total_won, len(row.months)) == (5, 3)


def test_sums_do_not_mix_currencies(head, anna, past, stages):
    closed(anna, stages["Won"], 10, amount=900, currency="USD")

    row = of(head, anna)
    assert (row.total_won, row.total_amount) == (6, Decimal(5000))


def test_a_head_is_proposed_their_own_people_and_no_company(head, anna, boris, vera, past):
    assert {row.owner for row in proposals(head, JANUARY, 12)} == {anna, boris}


def test_the_company_is_for_the_administrator(admin, past):
    row = proposals(admin, JANUARY, 12)[0]

    assert (row.owner, row.total_won) == (None, 10)


def test_what_is_ticked_is_stored_with_its_calculation(client, head, anna, boris, past):
    client.force_login(head)
    accept(client, str(anna.pk))

    stored = Baseline.objects.get()
    assert (stored.owner, stored.month, stored.won, stored.set_by) == (anna, JANUARY, Decimal("1.7"), head)
    assert stored.how["months"][0] == ["2026-08-01", 2, 1, "2000.00"]
    assert Entry.objects.filter(subject_kind="baseline", verb="baseline_set").count() == 1


def test_accepting_twice_stores_once(client, head, anna, past):
    client.force_login(head)
    accept(client, str(anna.pk))
    accept(client, str(anna.pk))

    assert Baseline.objects.count() == 1


def test_a_new_one_takes_the_place_and_is_taken_back(client, head, anna, past, stages):
    client.force_login(head)
    accept(client, str(anna.pk))
    for _one in range(3):
        closed(anna, stages["Won"], 9)
    accept(client, str(anna.pk))

    second = Baseline.objects.in_force().get()
    assert (second.won, Baseline.objects.count()) == (Decimal("2.7"), 2)

    before = client.get(f"{reverse('reports:baselines')}?month={JANUARY.isoformat()}").content.decode()
    client.post(reverse("reports:baseline_back", args=[second.pk]))
    assert "Set the one before again" in before
    again = Baseline.objects.in_force().get()
    assert (again.won, again.owner) == (Decimal("1.7"), anna)

    client.post(reverse("reports:baseline_back", args=[again.pk]))
    assert not Baseline.objects.in_force().exists()


def test_of_two_who_take_back_at_once_the_second_is_told(head, anna):
    made = Baseline.accept(anna, JANUARY, {"won": 2, "amount": None, "conversion": None, "currency": "RUB"}, {}, by=head)
    twin = Baseline.objects.get(pk=made.pk)
    made.take_back(by=head)

    with pytest.raises(AlreadyReplaced):
        twin.take_back(by=head)


def test_nobody_sets_those_of_foreign_people(client, head, vera, past):
    client.force_login(head)
    accept(client, str(vera.pk), "company")
    assert not Baseline.objects.exists()

    made = Baseline.accept(vera, JANUARY, {"won": 2, "amount": None, "conversion": None, "currency": "RUB"}, {}, by=head)
    assert client.post(reverse("reports:baseline_back", args=[made.pk])).status_code == 404


@pytest.mark.parametrize("who, status", [("admin", 200), ("head", 200), ("anna", 403), ("auditor", 403)])
def test_who_leads_people_sets_baselines(client, request, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("reports:baselines")).status_code == status
    assert client.post(reverse("reports:baselines"), {}).status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize("query", ["month=2001-01-01", "month=x", "span=7"])
def test_a_month_or_past_that_is_not_offered_is_refused(client, head, query):
    client.force_login(head)
    assert client.get(f"{reverse('reports:baselines')}?{query}").status_code == 400


def test_months_run_from_this_one(head):
    assert (months_to_set()[0], months_to_set()[2]) == (date(2026, 11, 1), JANUARY)


def test_the_page_shows_the_calculation(client, head, anna, past):
    client.force_login(head)
    page = client.get(f"{reverse('reports:baselines')}?month={JANUARY.isoformat()}").content.decode()

    assert "5 ÷ 3 = 1.7" in page
    assert "5 of 6 closed" in page

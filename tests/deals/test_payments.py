"""Money of a deal: planned, received, exact to the cent; a late one is seen and is one task."""

import threading
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.urls import reverse

from accounts.models import Workspace
from crm_project.lib import clock
from deals.models import Deal, ExpectedPayment, Payment
from deals.money import schedule_of
from deals.refusals import NotAllowed, PaymentRefused
from tasks.late_payments import plan_for_late_payments
from tasks.models import Task
from tasks.ready import make_ready_types
from tests.factories import make_deal
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db
NOON = "2026-11-20T12:00:00+03:00"
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", NOON)


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna, stages["Offer sent"], amount=Decimal("100000.01"))


def expect(deal, by, day=TODAY + timedelta(days=10), **facts):
    return deal.expect_payment(by=by, due_on=day, **facts)


def receive(deal, by, amount, day=TODAY, **facts):
    return deal.receive_payment(by=by, amount=Decimal(amount), received_on=day, **facts)


def sums(deal):
    return [row.amount for row in schedule_of(deal).rows]


# -- exactness -----------------------------------------------------------------


def test_shares_of_a_hundred_per_cent_add_up_to_the_whole(anna, deal):
    for number, share in enumerate(["33.33", "33.33", "33.34"]):
        expect(deal, anna, TODAY + timedelta(days=number), share=Decimal(share))

    assert sum(sums(deal)) == Decimal("100000.01")
    assert sums(deal)[0] == Decimal("33330.00")


def test_a_share_is_rounded_half_up(anna, stages):
    deal = make_deal(anna, amount=Decimal("0.10"))
    expect(deal, anna, share=Decimal("5"))

    assert sums(deal) == [Decimal("0.01")]


def test_what_came_covers_what_was_due_first(anna, deal):
    expect(deal, anna, TODAY + timedelta(days=20), amount=Decimal(500))
    expect(deal, anna, TODAY + timedelta(days=10), amount=Decimal(300))
    receive(deal, anna, "450")

    rows = schedule_of(deal).rows
    assert [(row.amount, row.came, row.is_paid) for row in rows] == [(300, 300, True), (500, 150, False)]
    assert deal.payment_due_on == TODAY + timedelta(days=20)


def test_another_sum_of_the_deal_changes_its_shares(anna, deal):
    expect(deal, anna, share=Decimal(50))
    receive(deal, anna, "50000.01")
    assert deal.payment_due_on is None

    deal.change({"amount": Decimal(200_000)}, by=anna)

    assert deal.payment_due_on == TODAY + timedelta(days=10)
    assert not deal.expected_payments.get().is_paid


def test_a_share_of_a_deal_without_a_sum_is_unknown_and_stays_open(anna, stages):
    deal = make_deal(anna)
    expect(deal, anna, share=Decimal(50))
    receive(deal, anna, "5")

    assert sums(deal) == [None]
    assert schedule_of(deal).unplanned is None
    assert deal.payment_due_on


def test_sums_never_mix_currencies(anna, deal):
    receive(deal, anna, "10")
    Payment.objects.update(currency="USD")
    receive(deal, anna, "20")

    schedule = schedule_of(deal)
    assert (schedule.came, schedule.others) == (Decimal(20), {"USD": Decimal(10)})


@pytest.mark.parametrize(
    "facts, field",
    [
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(10**13)}, "amount"),
        ({}, "amount"),
        ({"amount": Decimal(1), "share": Decimal(1)}, "amount"),
        ({"share": Decimal(101)}, "share"),
        ({"share": Decimal(1), "day": date(1, 1, 1)}, "due_on"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(anna, deal, facts, field):
    with pytest.raises(PaymentRefused) as refusal:
        expect(deal, anna, **facts)

    assert refusal.value.field == field
    assert not ExpectedPayment.objects.exists()


def test_shares_never_make_more_than_all(anna, deal):
    expect(deal, anna, share=Decimal(60))
    with pytest.raises(PaymentRefused):
        expect(deal, anna, share=Decimal("40.01"))


def test_money_cannot_have_come_tomorrow(anna, deal):
    with pytest.raises(PaymentRefused):
        receive(deal, anna, "1", TODAY + timedelta(days=1))


# -- history, twice, two at once ----------------------------------------------------


def test_a_payment_taken_back_counts_no_more_and_stays_in_history(anna, deal):
    expect(deal, anna, amount=Decimal(10))
    came = receive(deal, anna, "10", note="п/п 17")
    deal.take_back_payment(came, by=anna)
    deal.take_back_payment(came, by=anna)

    assert schedule_of(deal).came == 0
    assert deal.payment_due_on
    told = [entry.details["changes"][0] for entry in deal.entries.filter(verb="payments_changed").order_by("pk")]
    assert [(bool(one["old"]), bool(one["new"])) for one in told] == [(False, True), (False, True), (True, False)]
    assert "п/п 17" in told[1]["new"]


def test_one_form_sent_twice_is_one_payment(anna, deal):
    token = uuid.uuid4()
    assert receive(deal, anna, "10", token=token) == receive(deal, anna, "10", token=token)
    assert expect(deal, anna, amount=Decimal(1), token=token) == expect(deal, anna, amount=Decimal(1), token=token)
    assert schedule_of(deal).came == 10


@pytest.mark.django_db(transaction=True)
def test_of_two_notes_at_once_none_is_lost(anna, deal):
    expect(deal, anna, amount=Decimal(8))
    start = threading.Barrier(8)

    def run():
        start.wait()
        try:
            receive(Deal.objects.get(pk=deal.pk), anna, "1")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    deal.refresh_from_db()
    assert schedule_of(deal).came == 8
    assert deal.payment_due_on is None


def test_who_may_not_edit_the_deal_notes_no_payment(boris, deal):
    with pytest.raises(NotAllowed):
        receive(deal, boris, "1")
    assert not Payment.objects.exists()


# -- the page ----------------------------------------------------------------------


def test_the_panel_shows_the_schedule_and_what_is_left(browser, anna, deal):
    expect(deal, anna, TODAY - timedelta(days=1), share=Decimal(30), note="<script>alert(1)</script>")
    receive(deal, anna, "1000.01")

    page = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()

    assert "₽28,999.99 left" in page  # 30 % is 30 000.00, of which 1 000.01 came
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Payment is late" in page


@pytest.mark.parametrize("who, status", [("anna", 200), ("head", 200), ("boris", 404), ("vera", 404), ("poor", 404)])
def test_who_sees_the_payments(browser, request, deal, who, status):
    client = browser(request.getfixturevalue(who), piece=True)
    assert client.get(reverse("deals:payments", args=[deal.pk])).status_code == status
    assert client.get(reverse("deals:receive-payment", args=[deal.pk])).status_code == status


def test_history_hides_the_sums_from_whom_may_not_see_them(browser, poor, deal, anna):
    receive(deal, anna, "777000111")
    deal.give_to(poor, by=None)

    page = browser(poor).get(reverse("deals:card", args=[deal.pk])).content.decode()

    assert not gives_away(page, 777000111)
    assert "Payments" not in page


def test_a_wrong_sum_is_told_at_its_field(browser, anna, deal):
    answer = browser(anna, piece=True).post(
        reverse("deals:expect-payment", args=[deal.pk]), {"due_on": "2026-12-01", "amount": "abc", "share": "120"}
    )
    assert answer.status_code == 422
    answer = browser(anna, piece=True).post(
        reverse("deals:expect-payment", args=[deal.pk]), {"due_on": "2026-12-01", "amount": "5", "share": "50"}
    )
    assert answer.status_code == 422
    assert "either a sum or a share" in answer.content.decode()


def test_a_payment_is_noted_changed_and_dropped_from_the_card(browser, anna, deal):
    client = browser(anna, piece=True)
    client.post(reverse("deals:expect-payment", args=[deal.pk]), {"due_on": "2026-12-01", "amount": "1 000,50"})
    one = deal.expected_payments.get()
    client.post(reverse("deals:change-expected", args=[deal.pk, one.pk]), {"due_on": "2026-12-02", "share": "50"})
    one.refresh_from_db()
    assert (one.share, one.amount, one.due_on) == (50, None, date(2026, 12, 2))
    assert client.get(reverse("deals:receive-payment", args=[deal.pk])).context["form"].initial["amount"] == Decimal("50000.01")

    client.post(reverse("deals:receive-payment", args=[deal.pk]), {"amount": "10", "received_on": "2026-11-19"})
    client.post(reverse("deals:drop-expected", args=[deal.pk, one.pk]))
    client.post(reverse("deals:take-back-payment", args=[deal.pk, deal.payments.get().pk]))

    assert not deal.expected_payments.exists()
    assert not deal.payments.standing().exists()


# -- late ----------------------------------------------------------------------------


@pytest.fixture
def late(anna, deal):
    make_ready_types("en")
    Workspace.objects.update(language="en")
    return expect(deal, anna, TODAY - timedelta(days=1), amount=Decimal(10))


def test_a_late_payment_is_one_task_for_the_owner(anna, deal, late):
    assert [plan_for_late_payments(), plan_for_late_payments()] == [1, 0]

    task = Task.objects.get()
    assert (task.owner, task.deal) == (anna, deal)
    assert "19.11.2026" in task.title


def test_a_payment_is_late_only_when_its_day_is_over(monkeypatch, anna, deal):
    make_ready_types("en")
    expect(deal, anna, TODAY, amount=Decimal(10))
    assert plan_for_late_payments() == 0
    assert not deal.has_late_payment

    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-21T00:00:30+03:00")
    assert plan_for_late_payments() == 1


def test_no_task_for_what_came_was_lost_or_thrown_away(anna, head, deal, late, funnel):
    receive(deal, anna, "10")
    assert plan_for_late_payments() == 0
    deal.take_back_payment(deal.payments.get(), by=anna)

    deal.discard(by=head)
    assert plan_for_late_payments() == 0
    deal.restore(by=head)
    deal.lose(funnel.loss_reasons.get(), by=anna)
    assert plan_for_late_payments() == 0
    assert not deal.has_late_payment


def test_a_won_deal_still_waits_for_its_money(anna, deal, late):
    deal.win(by=anna, values={"contract_number": "7", "decision_on": TODAY})
    assert deal.has_late_payment
    assert plan_for_late_payments() == 1


def test_a_new_day_that_passes_too_is_a_new_task(monkeypatch, anna, deal, late):
    plan_for_late_payments()
    deal.change_expected(late, by=anna, due_on=TODAY + timedelta(days=2), amount=Decimal(10))
    assert plan_for_late_payments() == 0

    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-25T12:00:00+03:00")
    assert [plan_for_late_payments(), plan_for_late_payments()] == [1, 0]
    assert Task.objects.count() == 2


def test_the_head_gets_the_task_of_a_deal_nobody_has(head, deal, late):
    deal.give_to(None, by=None)
    plan_for_late_payments()
    assert Task.objects.get().owner == head


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_task(deal, late):
    start, made = threading.Barrier(4), []

    def run():
        start.wait()
        try:
            made.append(plan_for_late_payments())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(made) == 1
    assert Task.objects.count() == 1


def test_board_list_and_filter_show_who_is_late(browser, anna, stages, late):
    make_deal(anna, stages["Offer sent"], name="Paid in time")

    board = browser(anna).get(reverse("deals:board")).content.decode()
    found = browser(anna).get(reverse("deals:list"), {"flat": 1, "task": "late-payment"}).content.decode()

    assert board.count("A payment is late</span>") == 1
    assert "Plough for Zarya" in found
    assert "Paid in time" not in found


def test_tasks_are_planned_on_the_wall_of_the_company(monkeypatch, anna, deal):
    make_ready_types("en")
    Workspace.objects.update(zone="Asia/Vladivostok")
    expect(deal, anna, TODAY, amount=Decimal(1))
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-20T20:00:00+03:00")  # already the 21st in Vladivostok
    assert clock.now().date() == TODAY
    assert plan_for_late_payments() == 1


def test_a_payment_of_another_deal_is_not_found(browser, anna, boris, deal, stages):
    theirs = make_deal(boris, stages["New"])
    one = expect(theirs, boris, amount=Decimal(1))
    answer = browser(anna, piece=True).post(reverse("deals:drop-expected", args=[deal.pk, one.pk]))
    assert answer.status_code == 404
    with pytest.raises(ObjectDoesNotExist):
        deal.change_expected(one, by=anna, due_on=TODAY, amount=Decimal(1))

"""From the card the head is asked for a discount or a delay, and answers once by one click."""

import threading
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connections
from django.urls import reverse

from deals.models import Ask, Product
from deals.refusals import AlreadyAnswered, AlreadyAsked, NotAllowed, PaymentRefused
from notifications.models import Notice
from tests.factories import make_deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(anna, head, stages):
    deal = make_deal(anna, stages["Offer sent"])
    harrow = Product.objects.create(name="Harrow", price=Decimal("1000.05"))
    deal.add_line(harrow, by=anna, quantity=3)
    deal.add_line(Product.objects.create(name="Roller", price=100), by=anna, discount=10)
    deal.take_sum_from_lines(by=anna)
    return deal


@pytest.fixture
def expected(anna, deal):
    return deal.expect_payment(by=anna, due_on=date(2026, 12, 1), share=Decimal(50))


def ask(deal, by, share="5", **more):
    return Ask.put(deal, "discount", by=by, why="The client has a cheaper offer", share=Decimal(share), **more)


def test_a_yes_puts_the_discount_on_the_lines_and_the_sum(anna, head, deal):
    asked = ask(deal, anna)
    asked.answer(True, by=head)

    deal.refresh_from_db()
    assert [line.discount for line in deal.lines.all()] == [5, 10]
    assert deal.amount == deal.lines_total() == Decimal("2850.14") + Decimal("90.00")  # 3000.15 less 5 % is 2850.1425
    verbs = list(deal.entries.values_list("verb", flat=True))
    assert verbs.count("discount_asked") == verbs.count("discount_granted") == 1


def test_a_sum_of_ones_own_is_left_as_it_is(anna, head, deal):
    deal.change({"amount": Decimal(7000)}, by=anna)
    ask(deal, anna).answer(True, by=head)

    deal.refresh_from_db()
    assert deal.amount == 7000


def test_a_no_changes_nothing(anna, head, deal):
    ask(deal, anna).answer(False, by=head)

    assert [line.discount for line in deal.lines.all()] == [0, 10]
    assert deal.entries.filter(verb="discount_declined").count() == 1


def test_a_yes_to_a_delay_moves_the_day(anna, head, deal, expected):
    asked = Ask.put(deal, "delay", by=anna, why="Harvest", expected=expected, due_on=date(2026, 12, 20))
    asked.answer(True, by=head)

    expected.refresh_from_db()
    deal.refresh_from_db()
    assert expected.due_on == deal.payment_due_on == date(2026, 12, 20)


@pytest.mark.parametrize("share", ["0", "100.01", "-1"])
def test_a_discount_is_a_share(anna, deal, share):
    with pytest.raises(PaymentRefused):
        ask(deal, anna, share)


def test_a_delay_is_later_than_the_day_agreed(anna, deal, expected):
    with pytest.raises(PaymentRefused):
        Ask.put(deal, "delay", by=anna, why="", expected=expected, due_on=date(2026, 12, 1))


def test_one_question_of_a_kind_at_a_time(anna, head, deal):
    token = uuid.uuid4()
    assert ask(deal, anna, token=token) == ask(deal, anna, token=token)
    with pytest.raises(AlreadyAsked):
        ask(deal, anna, "7")
    Ask.objects.get().answer(False, by=head)
    assert ask(deal, anna, "7")


def test_the_head_answers_once(anna, head, admin, deal):
    asked = ask(deal, anna)
    asked.answer(True, by=head)
    with pytest.raises(AlreadyAnswered) as refusal:
        Ask.objects.get().answer(False, by=admin)

    assert refusal.value.ask.answered_by == head
    assert Ask.objects.get().is_granted


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_holds(anna, head, deal):
    ask(deal, anna)
    start, late = threading.Barrier(2), []

    def run(is_granted):
        start.wait()
        try:
            Ask.objects.get().answer(is_granted, by=head)
        except AlreadyAnswered:
            late.append(is_granted)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(answer,)) for answer in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(late) == 1
    assert Ask.objects.get().is_granted is not late[0]
    assert deal.entries.filter(verb__in=["discount_granted", "discount_declined"]).count() == 1


def test_managers_ask_and_do_not_answer(anna, boris, head2, deal):
    asked = ask(deal, anna)
    for person in (anna, boris, head2):
        with pytest.raises(NotAllowed):
            asked.answer(True, by=person)
    with pytest.raises(NotAllowed):
        ask(deal, boris)


def test_a_question_about_a_dropped_payment_is_void(anna, head, deal, expected):
    asked = Ask.put(deal, "delay", by=anna, why="", expected=expected, due_on=date(2026, 12, 20))
    deal.drop_expected(expected, by=anna)
    with pytest.raises(AlreadyAnswered):
        Ask.objects.get(pk=asked.pk).answer(True, by=head)


def test_the_head_is_told_and_answers_from_the_card_by_one_click(browser, anna, head, deal):
    form = {"share": "5", "why": "<b>cheap</b>", "token": uuid.uuid4()}
    assert browser(anna, piece=True).post(reverse("deals:ask-head", args=[deal.pk, "discount"]), form).status_code == 204
    assert Notice.objects.filter(recipient=head, verb="deal.head_asked").count() == 1

    page = browser(head).get(reverse("deals:card", args=[deal.pk])).content.decode()
    assert "&lt;b&gt;cheap&lt;/b&gt;" in page
    url = reverse("deals:grant-ask", args=[deal.pk, Ask.objects.get().pk])
    assert url in page
    assert url not in browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()

    assert browser(head, piece=True).post(url).status_code == 204
    assert browser(head, piece=True).post(url).status_code == 409
    assert Notice.objects.filter(recipient=anna, verb="deal.head_answered").count() == 1


def test_the_bell_tells_the_question_as_text(browser, anna, head, deal):
    browser(anna, piece=True).post(reverse("deals:ask-head", args=[deal.pk, "discount"]), {"share": "5", "why": "<i>why</i>"})
    page = browser(head).get(reverse("notifications:list")).content.decode()
    assert "discount of 5%" in page
    assert "<i>why</i>" not in page


@pytest.mark.parametrize("who, status", [("anna", 200), ("boris", 404), ("vera", 404), ("poor", 404)])
def test_who_may_ask(browser, request, deal, who, status):
    client = browser(request.getfixturevalue(who), piece=True)
    assert client.get(reverse("deals:ask-head", args=[deal.pk, "discount"])).status_code == status


def test_a_stranger_answers_nothing(browser, anna, boris, head2, deal):
    asked = ask(deal, anna)
    url = reverse("deals:grant-ask", args=[deal.pk, asked.pk])
    assert browser(head2, piece=True).post(url).status_code == 404
    assert browser(boris, piece=True).post(url).status_code in (403, 404)
    assert Ask.objects.get().answered_at is None


def test_a_delay_of_no_payment_is_told_in_words(browser, anna, deal):
    answer = browser(anna, piece=True).get(reverse("deals:ask-head", args=[deal.pk, "delay"]))
    assert answer.status_code == 409
    assert "what payment is expected" in answer.headers["HX-Trigger"]
    assert browser(anna, piece=True).get(reverse("deals:ask-head", args=[deal.pk, "gift"])).status_code == 404

"""A card only moves forward: who may not take it back asks the head, who answers by one click."""

import threading
import uuid

import pytest
from django.db import connections
from django.urls import reverse

from deals.jumps import JumpMap
from deals.models import Act, Ask, Deal
from deals.refusals import AlreadyAnswered, NotAllowed, ReasonNeeded, StageIsBehind, StageOfAnotherFunnel
from notifications.models import Notice
from outbox.models import Parcel
from tests.factories import make_deal, make_funnel

pytestmark = pytest.mark.django_db
WHY = "The client wants another model"


@pytest.fixture
def deal(anna, head, stages):
    return make_deal(anna, stages["Offer sent"])


@pytest.fixture
def asked(anna, deal, stages):
    return Ask.put_back(deal, stages["Qualified"], by=anna, why=WHY)


def url(name, ask):
    return reverse(f"deals:{name}", args=[ask.deal_id, ask.pk])


def test_a_yes_takes_the_card_back_by_the_verb_of_the_head(head, deal, asked, stages):
    asked.answer(True, by=head)

    deal.refresh_from_db()
    assert (deal.stage, deal.back_asked_at) == (stages["Qualified"], None)
    move = deal.moves.get(way="back")
    assert (move.by, move.reason, Ask.objects.get().move) == (head, WHY, move)
    entry = deal.entries.get(verb="moved_back")
    assert (entry.actor, entry.details["asked_by"], entry.details["reason"]) == (head, str(asked.asked_by), WHY)


def test_history_and_parcels_come_with_the_change(anna, head, deal, asked):
    assert deal.entries.get(verb="back_asked").actor == anna
    asked.answer(True, by=head)
    assert Parcel.objects.filter(kind="deals.settled", key=f"settled:deal:{Ask.objects.get().move_id}").exists()


def test_a_no_says_why_and_changes_nothing(anna, head, deal, asked, stages):
    with pytest.raises(ReasonNeeded):
        asked.answer(False, by=head, word="  ")
    asked.answer(False, by=head, word="Call them first")

    deal.refresh_from_db()
    assert (deal.stage, deal.back_asked_at) == (stages["Offer sent"], None)
    assert deal.entries.get(verb="back_declined").details["reason"] == "Call them first"
    assert "Call them first" in str(Notice.objects.get(recipient=anna, verb="deal.head_answered").details)


def test_while_a_request_is_open_it_is_the_one(anna, deal, asked, stages):
    assert Ask.put_back(deal, stages["New"], by=anna, why="Again", token=uuid.uuid4()) == asked
    assert deal.entries.filter(verb="back_asked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_there_is_one(anna, deal, stages):
    start, made = threading.Barrier(2), []

    def run():
        start.wait()
        try:
            made.append(Ask.put_back(Deal.objects.get(pk=deal.pk), stages["New"], by=anna, why=WHY).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 2
    assert set(made) == {Ask.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_holds(head, admin, deal, asked):
    start, late = threading.Barrier(2), []

    def run(person, is_granted):
        start.wait()
        try:
            Ask.objects.get().answer(is_granted, by=person, word="No")
        except AlreadyAnswered:
            late.append(person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in ((head, True), (admin, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(late) == 1
    assert deal.moves.filter(way="back").count() == (Ask.objects.get().is_granted is True)


def test_who_asks_and_who_answers(anna, boris, head, head2, auditor, deal, stages):
    for person in (boris, head, head2, auditor):
        with pytest.raises(NotAllowed):
            Ask.put_back(deal, stages["New"], by=person, why=WHY)
    asked = Ask.put_back(deal, stages["New"], by=anna, why=WHY)
    for person in (anna, boris, head2, auditor):
        with pytest.raises(NotAllowed):
            asked.answer(True, by=person)
    assert Deal.objects.get().stage == stages["Offer sent"]


def test_nobody_answers_their_own_question(browser, anna, head, deal, asked, stages):
    anna.role = head.role
    anna.save(update_fields=["role"])
    with pytest.raises(NotAllowed):
        Ask.objects.get().answer(True, by=anna)
    answer = browser(anna, piece=True).post(url("grant-step-back", asked))
    assert (answer.status_code, Deal.objects.get().stage) == (409, stages["Offer sent"])
    assert "Nobody answers their own question." in answer.headers["HX-Trigger"]


def test_a_stage_that_is_not_behind_is_refused(anna, deal, stages):
    for stage, refusal in [("Offer sent", StageIsBehind), ("Won", StageOfAnotherFunnel)]:
        with pytest.raises(refusal):
            Ask.put_back(deal, stages[stage], by=anna, why=WHY)
    other = make_funnel("Other").stages.get(name="New")
    with pytest.raises(StageOfAnotherFunnel):
        Ask.put_back(deal, other, by=anna, why=WHY)
    with pytest.raises(ReasonNeeded):
        Ask.put_back(deal, stages["New"], by=anna, why=" ")
    assert not Ask.objects.exists()


def test_a_request_lapses_when_the_deal_closes(anna, head, deal, asked, funnel):
    deal.lose(funnel.loss_reasons.first(), by=anna, comment="They took the money elsewhere")

    one = Ask.objects.get()
    assert (one.fate, Deal.objects.get().back_asked_at) == ("closed", None)
    with pytest.raises(AlreadyAnswered):
        one.answer(True, by=head)
    assert not deal.moves.filter(way="back").exists()


def test_a_request_lapses_when_the_card_moves_or_is_given_away(anna, boris, head, deal, asked, stages):
    deal.move_back(stages["New"], by=head, reason="Directly")
    assert Ask.objects.get().fate == "moved"
    assert Notice.objects.filter(recipient=anna, verb="deal.ask_lapsed").count() == 1

    deal.move_to(stages["Qualified"], by=anna, values={"amount": 5})
    second = Ask.put_back(deal, stages["New"], by=anna, why=WHY)
    deal.give_to(boris, by=head)
    second.refresh_from_db()
    assert second.fate == "given"
    assert [entry.details["fate"] for entry in deal.entries.filter(verb="back_lapsed").order_by("pk")] == ["moved", "given"]


def test_who_takes_it_back_directly_has_said_yes(anna, head, deal, asked, stages):
    move = deal.move_back(stages["Qualified"], by=head, reason="Anna is right")

    one = Ask.objects.get()
    assert (one.is_granted, one.answered_by, one.move, one.fate) == (True, head, move, "")
    assert Deal.objects.get().back_asked_at is None
    assert Notice.objects.filter(recipient=anna, verb="deal.head_answered").count() == 1


def test_a_stage_that_is_gone_ends_the_question(browser, admin, head, deal, asked, funnel, stages):
    funnel.retire_stage(stages["Qualified"], by=admin, to=stages["New"])

    answer = browser(head, piece=True).post(url("grant-step-back", asked))
    assert answer.status_code == 409
    assert "no longer there" in answer.headers["HX-Trigger"]
    assert (Ask.objects.get().fate, Deal.objects.get().stage) == ("stage", stages["Offer sent"])
    with pytest.raises(StageOfAnotherFunnel):
        Ask.put_back(deal, stages["Qualified"], by=deal.owner, why=WHY)


def test_a_move_that_was_undone_after_the_question_is_told(anna, head, stages):
    deal = make_deal(anna, stages["Qualified"], amount=5)
    move = deal.move_to(stages["Offer sent"], by=anna, values={"decision_on": "2026-12-01"})
    asked = Ask.put_back(deal, stages["New"], by=anna, why=WHY)
    deal.undo(move, by=anna)
    with pytest.raises(AlreadyAnswered):
        Ask.objects.get().answer(True, by=head)
    assert (Ask.objects.get().fate, Deal.objects.get().stage, asked.pk) == ("moved", stages["Qualified"], Ask.objects.get().pk)


def test_only_who_asked_withdraws(anna, head, deal, asked):
    with pytest.raises(NotAllowed):
        asked.withdraw(by=head)
    asked.withdraw(by=anna)
    with pytest.raises(AlreadyAnswered):
        Ask.objects.get().withdraw(by=anna)
    assert (Ask.objects.get().fate, Deal.objects.get().back_asked_at) == ("withdrawn", None)


def test_an_allowed_step_back_to_the_entry_is_no_new_deal(anna, head, deal, stages):
    deal.note_act(Act.Kind.CALL_OUT, by=anna)
    Ask.put_back(deal, stages["New"], by=anna, why=WHY).answer(True, by=head)
    assert not Deal.objects.unprocessed().exists()


def test_the_jump_map_counts_an_allowed_step_back(anna, head, deal, asked, funnel, stages):
    asked.answer(True, by=head)
    rows = {here.name: {cell.there.name: (cell.count, cell.way) for cell in cells} for here, cells in JumpMap(head, funnel, 30).rows}
    assert rows["Offer sent"]["Qualified"] == (1, "back")


def test_figures_tell_asked_granted_and_refused(anna, head, deal, asked, stages):
    from datetime import timedelta

    from crm_project.lib import clock

    asked.answer(False, by=head, word="No")
    Ask.put_back(deal, stages["New"], by=anna, why=WHY).answer(True, by=head)
    now = clock.now()
    figures = Ask.objects.steps_back(None, now - timedelta(days=1), now + timedelta(days=1))
    assert figures == {anna.pk: {"asked": 2, "granted": 1, "declined": 1, "pending": 0}}
    assert Ask.objects.steps_back({head.pk}, now - timedelta(days=1), now) == {}


# -- pages -----------------------------------------------------------------


def test_a_drop_on_an_earlier_column_offers_to_ask(browser, anna, head, deal, stages):
    move = reverse("deals:move", args=[deal.pk, stages["New"].pk])
    answer = browser(anna, piece=True).post(move, {"seen": deal.stage_id})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert reverse("deals:ask-back", args=[deal.pk]) in text
    assert f'value="{stages["New"].pk}" selected' in text
    assert reverse("deals:back", args=[deal.pk]) in browser(head, piece=True).post(move, {"seen": deal.stage_id}).content.decode()


def test_the_menu_and_the_keyboard_offer_it_to_who_may_not_take_back(browser, anna, head, deal):
    page = reverse("deals:ask-back", args=[deal.pk])
    for address in (reverse("deals:card", args=[deal.pk]), reverse("deals:stages", args=[deal.pk])):
        assert page in browser(anna).get(address).content.decode()
        assert page not in browser(head).get(address).content.decode()


def test_asking_and_answering_from_the_card(browser, anna, head, deal, stages):
    ask = reverse("deals:ask-back", args=[deal.pk])
    form = {"stage": stages["New"].pk, "reason": "<b>other</b>", "seen": deal.stage_id, "token": uuid.uuid4()}
    client = browser(anna, piece=True)
    assert client.post(ask, form).status_code == 204
    assert client.post(ask, form).status_code == 204
    asked = Ask.objects.get()
    assert Notice.objects.filter(recipient=head, verb="deal.head_asked").count() == 1

    card = browser(head).get(reverse("deals:card", args=[deal.pk])).content.decode()
    assert "&lt;b&gt;other&lt;/b&gt;" in card
    assert url("grant-step-back", asked) in card
    own = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()
    assert url("withdraw-step-back", asked) in own
    assert url("grant-step-back", asked) not in own

    assert browser(head, piece=True).post(url("grant-step-back", asked)).status_code == 204
    assert browser(head, piece=True).post(url("grant-step-back", asked)).status_code == 409
    assert Deal.objects.get().stage == stages["New"]


@pytest.mark.parametrize("field, value", [("stage", "0"), ("stage", "won"), ("reason", ""), ("reason", "   ")])
def test_a_wrong_choice_is_refused_at_the_field_and_kept(browser, anna, deal, stages, field, value):
    form = {"stage": stages["New"].pk, "reason": "Kept words", "seen": deal.stage_id}
    form[field] = stages["Won"].pk if value == "won" else value
    answer = browser(anna, piece=True).post(reverse("deals:ask-back", args=[deal.pk]), form)
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert ("Kept words" in answer.content.decode()) == (field == "stage")
    assert not Ask.objects.exists()


def test_a_no_asks_for_a_word(browser, anna, head, asked):
    client = browser(head, piece=True)
    assert client.get(url("decline-step-back", asked)).status_code == 200
    assert client.post(url("decline-step-back", asked), {"word": ""}).status_code == 422
    assert client.post(url("decline-step-back", asked), {"word": "Not now"}).status_code == 204
    assert "Not now" in browser(anna).get(reverse("deals:card", args=[asked.deal_id])).content.decode()


@pytest.mark.parametrize("who, status", [("boris", 404), ("vera", 404), ("head2", 404)])
def test_strangers_find_nothing(browser, request, asked, stages, who, status):
    client = browser(request.getfixturevalue(who), piece=True)
    assert client.get(reverse("deals:ask-back", args=[asked.deal_id])).status_code == status
    if who == "head2":
        for name in ("grant-step-back", "decline-step-back", "withdraw-step-back"):
            assert client.post(url(name, asked), {"word": "No"}).status_code == status
    assert (Ask.objects.get().answered_at, Deal.objects.get().stage) == (None, stages["Offer sent"])


def test_board_and_list_tell_of_an_open_request(browser, anna, asked):
    for name in ("deals:board", "deals:list"):
        assert "Step back asked" in browser(anna).get(reverse(name)).content.decode()
    found = browser(anna).get(reverse("deals:list"), {"state": "back"}).content.decode()
    assert f"deal-{asked.deal_id}-row" in found
    asked.withdraw(by=anna)
    assert f"deal-{asked.deal_id}-row" not in browser(anna).get(reverse("deals:list"), {"state": "back"}).content.decode()


def test_who_may_not_see_sums_may_ask_for_a_step_back(browser, poor, stages, head):
    deal = make_deal(poor, stages["Offer sent"])
    form = {"stage": stages["New"].pk, "reason": WHY, "seen": deal.stage_id}
    assert browser(poor, piece=True).post(reverse("deals:ask-back", args=[deal.pk]), form).status_code == 204
    assert WHY in browser(poor).get(reverse("deals:card", args=[deal.pk])).content.decode()


def test_the_board_gets_the_card_anew_after_the_question(browser, anna, head, deal, stages):
    client = browser(anna, piece=True)
    form = {"stage": stages["New"].pk, "reason": WHY, "seen": deal.stage_id}
    answer = client.post(reverse("deals:ask-back", args=[deal.pk]), form, headers={"HX-Current-URL": "http://testserver/deals/"})
    page = answer.content.decode()
    assert f'id="deal-{deal.pk}-card"' in page
    assert "Step back asked" in page

"""A win needs a real conversation where the funnel says so, and a random part of the wins is looked at by the head."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import translation

from crm_project.lib import clock
from deals import drawing
from deals.dossier import dossier_of
from deals.models import Act, Deal, DealMove, StageField, WinCheck, WinCheckSettings
from deals.models.checks import lot
from deals.refusals import AlreadyAnswered, MissingFields, NotAllowed, ReasonNeeded
from deals.requirements import missing_fields
from deals.settling import settle
from fields.models import CustomField
from notifications.models import Notice
from outbox.models import Parcel
from telephony.models import Call
from tests.factories import make_contact, make_deal, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def talked(funnel, stages):
    StageField.objects.create(stage=stages["Won"], code="talk")


@pytest.fixture
def deal(anna, head, stages):
    return make_deal(anna, stages["Offer sent"], amount=100, decision_on="2026-12-01", contract_number="7", contact=make_contact(anna))


def call(deal, by, seconds=60, outcome="answered", **facts):
    return Call.log(direction="out", outcome=outcome, by=by, seconds=seconds, phone="+79184421906", **({"deal": deal} | facts))


def won(deal, by):
    move = deal.win(by=by)
    settle({"kind": "deal", "card": deal.pk, "move": move.pk})
    return move


# -- the conversation --------------------------------------------------------


def test_a_win_needs_a_talk_where_the_funnel_asks_for_it(anna, talked, deal):
    with pytest.raises(MissingFields) as refusal:
        deal.win(by=anna)
    assert refusal.value.words == "Conversation with the client"

    call(deal, anna, seconds=29)
    call(deal, anna, seconds=0, outcome="no_answer")
    with pytest.raises(MissingFields):
        deal.win(by=anna)
    call(deal, anna, seconds=30)
    assert deal.win(by=anna).way == "won"


def test_without_the_demand_nothing_is_asked(anna, deal):
    assert deal.win(by=anna).way == "won"


def test_how_long_a_talk_is_is_the_funnels_own(anna, admin, talked, deal, funnel):
    call(deal, anna, seconds=60)
    funnel.change({"talk_seconds": 90}, by=admin)
    with pytest.raises(MissingFields):
        Deal.objects.get().win(by=anna)


@pytest.mark.parametrize("how", ["meeting", "person", "participant"])
def test_what_else_proves_it(anna, talked, deal, how):
    if how == "meeting":
        deal.note_act(Act.Kind.MEETING, by=anna)
    if how == "person":
        call(None, anna, contact=deal.contact)
    if how == "participant":
        other = make_contact(anna, last_name="Other")
        deal.add_participant(other, by=anna)
        call(None, anna, contact=other)
    assert missing_fields(deal, deal.funnel.won) == []


def test_a_letter_or_a_call_about_another_deal_proves_nothing(anna, talked, deal, stages):
    deal.note_act(Act.Kind.LETTER, by=anna)
    call(make_deal(anna, stages["New"], contact=deal.contact), anna)
    call(None, anna, contact=deal.contact, started_at=clock.now() - timedelta(days=900))
    assert [one.key for one in missing_fields(deal, deal.funnel.won)] == ["talk"]


def test_many_are_counted_as_one_is_asked(anna, talked, deal, stages):
    from deals.card_fields import BUILT_IN

    spoken = make_deal(anna, stages["New"])
    call(spoken, anna)
    assert list(Deal.objects.filter(BUILT_IN["talk"].empty())) == [deal]


def test_the_dialog_of_the_win_tells_what_to_do(browser, anna, talked, deal):
    url, client = reverse("deals:win", args=[deal.pk]), browser(anna, piece=True)
    page = client.get(url).content.decode()
    assert "Conversation with the client" in page
    assert "Nobody has talked to the client yet" in page
    assert 'name="talk"' not in page
    answer = client.post(url, {"seen": deal.stage_id, "talk": "We did"})
    assert answer.status_code == 422
    assert "Nobody has talked to the client yet" in answer.content.decode()
    call(deal, anna, seconds=278)
    assert "4 min 38 s" in client.get(url).content.decode().replace("\xa0", " ")
    assert client.post(url, {"seen": deal.stage_id}).status_code == 204


def test_a_call_without_a_length_is_told_to_lack_it(browser, anna, talked, deal):
    url, client = reverse("deals:win", args=[deal.pk]), browser(anna, piece=True)
    call(deal, anna, seconds=0)
    for page in (client.get(url), client.post(url, {"seen": deal.stage_id})):
        assert "has no length: log it with how long you talked, at least 30 s" in page.content.decode().replace("\xa0", " ")
        assert "Nobody has talked" not in page.content.decode()
    call(deal, anna, seconds=20)
    assert "took 20 s, a conversation takes at least 30 s" in client.get(url).content.decode().replace("\xa0", " ")
    call(deal, anna, seconds=30)
    assert "a conversation takes" not in client.get(url).content.decode()


def test_the_card_tells_it_before_and_no_form_takes_it(browser, anna, talked, deal):
    card = browser(anna).get(reverse("deals:card", args=[deal.pk])).content.decode()
    assert "Conversation with the client" in card
    field = reverse("deals:field", args=[deal.pk, "talk"])
    assert field not in card
    assert browser(anna, piece=True).post(field, {"talk": "x"}).status_code == 404
    assert 'name="talk"' not in browser(anna, piece=True).get(reverse("deals:edit", args=[deal.pk])).content.decode()


def test_a_stage_on_the_way_may_ask_for_it_in_the_same_words(browser, anna, stages, deal):
    StageField.objects.create(stage=stages["Qualified"], code="talk")
    fresh = make_deal(anna, stages["New"], amount=5)
    url = reverse("deals:move", args=[fresh.pk, stages["Qualified"].pk])
    answer = browser(anna, piece=True).post(url, {"seen": fresh.stage_id})
    assert answer.status_code == 422
    assert "asks for: Conversation with the client" in answer.content.decode()
    call(fresh, anna)
    assert browser(anna, piece=True).post(url, {"seen": fresh.stage_id}).status_code in (200, 204)


def test_a_new_deal_is_not_asked_for_a_talk(browser, anna, funnel, stages):
    StageField.objects.create(stage=stages["New"], code="talk")
    assert Deal.start(funnel=funnel, by=anna).pk
    assert 'name="talk"' not in browser(anna, piece=True).get(reverse("deals:new"), {"funnel": funnel.pk}).content.decode()


# -- the draw ----------------------------------------------------------------


@pytest.fixture
def all_wins():
    WinCheckSettings.objects.create(share=100)


def test_every_win_is_drawn_at_a_hundred_and_none_at_zero(anna, funnel, deal, all_wins, stages):
    won(deal, anna)
    assert WinCheck.objects.get().deal == deal
    Deal.objects.update(closed_at=None)
    funnel.audit_share = 0
    funnel.save(update_fields=["audit_share"])
    other = make_deal(anna, stages["Offer sent"], amount=1, decision_on="2026-12-01", contract_number="8")
    won(other, anna)
    assert WinCheck.objects.count() == 1


def test_the_lot_hangs_on_the_deal_and_the_month_alone():
    month = clock.now().date().replace(day=1)
    lots = [lot(pk, month) for pk in range(2000)]
    assert lots == [lot(pk, month) for pk in range(2000)]
    assert 0.07 < sum(one < 0.1 for one in lots) / 2000 < 0.13


def test_winning_again_draws_no_other_lot(anna, head, deal, stages, monkeypatch):
    monkeypatch.setattr(drawing, "lot", lambda pk, month: 0.05)
    won(deal, anna)
    first = WinCheck.objects.get()
    deal.move_back(stages["Offer sent"], by=head, reason="Again")
    assert not WinCheck.objects.open().exists()
    won(deal, anna)
    assert WinCheck.objects.get() == first
    assert deal.entries.filter(verb="win_drawn").count() == 1


def test_an_undone_win_is_not_drawn(anna, deal, all_wins):
    move = deal.win(by=anna)
    deal.undo(move, by=anna)
    settle({"kind": "deal", "card": deal.pk, "move": move.pk})
    assert not WinCheck.objects.exists()


def test_of_each_person_one_win_a_month_is_looked_at(anna, deal, stages, monkeypatch):
    monkeypatch.setattr(drawing, "lot", lambda pk, month: 0.5 + pk / 10**7)
    later = make_deal(anna, stages["Offer sent"], amount=1, decision_on="2026-12-01", contract_number="8")
    won(later, anna)
    won(deal, anna)
    assert not WinCheck.objects.exists()
    parcel = Parcel.objects.get(kind=drawing.KIND)
    assert parcel.due_at > clock.now()
    drawing.draw_of_month(parcel.payload)
    drawing.draw_of_month(parcel.payload)
    assert WinCheck.objects.get().deal == min(deal, later, key=lambda one: one.pk)


def test_who_had_one_drawn_gets_no_second_at_the_end_of_the_month(anna, deal, stages, all_wins):
    won(deal, anna)
    WinCheckSettings.objects.update(share=1)
    drawing.draw_of_month(Parcel.objects.get(kind=drawing.KIND).payload)
    assert WinCheck.objects.count() == 1


def test_a_drawn_win_that_was_opened_again_is_no_check_of_the_month(anna, head, deal, stages, all_wins):
    won(deal, anna)
    WinCheckSettings.objects.update(share=1)
    other = make_deal(anna, stages["Offer sent"], amount=1, decision_on="2026-12-01", contract_number="8")
    won(other, anna)
    Deal.objects.get(pk=deal.pk).move_back(stages["New"], by=head, reason="A mistake")
    drawing.draw_of_month(Parcel.objects.get(kind=drawing.KIND).payload)
    assert set(WinCheck.objects.values_list("deal", flat=True)) == {deal.pk, other.pk}


# -- the verdict -------------------------------------------------------------


@pytest.fixture
def check(anna, deal, all_wins):
    won(deal, anna)
    return WinCheck.objects.get()


def test_the_head_is_told_and_finds_it_in_the_list(browser, anna, head, head2, check):
    assert Notice.objects.filter(recipient=head, verb="deal.win_drawn").count() == 1
    assert not Notice.objects.filter(recipient=anna, verb="deal.win_drawn").exists()
    url = reverse("deals:check-win", args=[check.deal_id])
    assert url in browser(head).get(reverse("deals:wins-to-check")).content.decode()
    assert url not in browser(head2).get(reverse("deals:wins-to-check")).content.decode()
    assert browser(anna).get(reverse("deals:wins-to-check")).status_code == 403


def test_remarks_reach_the_manager_who_answers_once(browser, anna, head, check):
    url = reverse("deals:check-win", args=[check.deal_id])
    client = browser(head, piece=True)
    form = {"verdict": "remarks", "price": "<b>Which</b> discount?"}
    assert client.post(url, form).status_code == 204
    assert client.post(url, form).status_code == 409
    assert Notice.objects.filter(recipient=anna, verb="deal.win_checked").count() == 1

    page = browser(anna).get(reverse("deals:card", args=[check.deal_id])).content.decode()
    assert "&lt;b&gt;Which&lt;/b&gt; discount?" in page
    reply, hers = reverse("deals:reply-to-check", args=[check.deal_id]), browser(anna, piece=True)
    assert reply in page
    assert hers.post(reply, {"text": " "}).status_code == 422
    assert hers.post(reply, {"text": "The spring one"}).status_code == 204
    assert hers.post(reply, {"text": "Another"}).status_code == 409
    assert WinCheck.objects.get().reply == "The spring one"
    assert Notice.objects.filter(recipient=head, verb="deal.win_replied").count() == 1
    assert list(check.deal.entries.filter(verb__startswith="win_").values_list("verb", flat=True).order_by("pk")) == [
        "win_drawn", "win_checked", "win_replied",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "form, words",
    [
        ({}, "Say whether the win is in order."),
        ({"verdict": "order", "files": "No scan"}, "No scan"),
        ({"verdict": "remarks"}, "Write at least one remark"),
        ({"verdict": "remarks", "files": "x" * 1001}, "is-invalid"),
        ({"verdict": "perhaps", "price": "kept"}, "kept"),
    ],
)
def test_a_wrong_verdict_is_told_and_what_was_typed_is_kept(browser, head, check, form, words):
    answer = browser(head, piece=True).post(reverse("deals:check-win", args=[check.deal_id]), form)
    assert answer.status_code == 422
    assert words in answer.content.decode() or words == "is-invalid"
    assert WinCheck.objects.get().checked_at is None


def test_nobody_looks_at_their_own_win(browser, head, stages, all_wins):
    deal = make_deal(head, stages["Offer sent"], amount=1, decision_on="2026-12-01", contract_number="8")
    won(deal, head)
    check = WinCheck.objects.get()
    with pytest.raises(NotAllowed):
        check.answer({}, by=head)
    assert browser(head, piece=True).post(reverse("deals:check-win", args=[deal.pk]), {"verdict": "order"}).status_code == 409
    assert not WinCheck.objects.awaiting(head).exists()
    assert not Notice.objects.filter(recipient=head, verb="deal.win_drawn").exists()


@pytest.mark.parametrize("who, status", [("vera", 403), ("boris", 403), ("anna", 403), ("head2", 404)])
def test_strangers_check_nothing(browser, request, check, who, status):
    client = browser(request.getfixturevalue(who), piece=True)
    assert client.post(reverse("deals:check-win", args=[check.deal_id]), {"verdict": "order"}).status_code == status
    if who != "anna":
        assert client.post(reverse("deals:reply-to-check", args=[check.deal_id]), {"text": "x"}).status_code == 404
        assert client.get(reverse("deals:check-panel", args=[check.deal_id])).status_code == 404
    assert WinCheck.objects.get().checked_at is None


def test_a_remark_needs_words_and_a_reply_needs_remarks(anna, head, check):
    with pytest.raises(ReasonNeeded):
        check.answer({"price": " "}, by=head)
    with pytest.raises(NotAllowed):
        check.respond("Why?", by=anna)
    check.answer({}, by=head)
    with pytest.raises(NotAllowed):
        WinCheck.objects.get().respond("Thanks", by=anna)


@pytest.mark.django_db(transaction=True)
def test_of_two_verdicts_at_once_one_holds(head, admin, check):
    start, late = threading.Barrier(2), []

    def run(person, remarks):
        start.wait()
        try:
            WinCheck.objects.get().answer(remarks, by=person)
        except AlreadyAnswered:
            late.append(person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in ((head, {}), (admin, {"price": "No"}))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(late) == 1
    assert check.deal.entries.filter(verb="win_checked").count() == 1
    assert WinCheck.objects.get().remarks.count() == (0 if WinCheck.objects.get().is_in_order else 1)


def test_a_win_that_was_opened_again_waits_for_nobody(anna, head, check, stages, browser):
    check.deal.move_back(stages["New"], by=head, reason="Mistake")
    assert browser(head, piece=True).get(reverse("deals:check-win", args=[check.deal_id])).status_code == 404
    with pytest.raises(NotAllowed):
        check.answer({}, by=head)


def test_the_dossier_tells_price_talk_files_and_contract(anna, head, deal, stages, funnel):
    scan = CustomField.objects.create(entity="deal", code="scan", label="Scan", type="file")
    StageField.objects.create(stage=stages["Won"], custom=scan)
    deal.add_line(make_product(price=Decimal(100)), by=anna, quantity=1, discount=Decimal(10))
    points = {point.code: point for point in dossier_of(Deal.objects.get(), head)}
    assert [points[code].is_fine for code in ("price", "talk", "files", "contract")] == [False, False, False, True]
    assert "No question to the head allowed this discount." in points["price"].lines

    call(deal, anna)
    deal.take_sum_from_lines(by=anna)
    from deals.models import Ask

    Ask.put(deal, "discount", by=anna, why="Spring", share=10).answer(True, by=head)
    points = {point.code: point for point in dossier_of(Deal.objects.get(), head)}
    assert (points["price"].is_fine, points["talk"].is_fine) == (True, True)


def test_quality_is_told_with_its_cases(anna, head, check):
    check.answer({}, by=head)
    now = clock.now()
    figures = WinCheck.objects.quality(None, now - timedelta(days=1), now + timedelta(days=1))
    assert figures == {anna.pk: {"checked": 1, "in_order": 1}}


def test_the_share_is_a_setting_of_the_company(browser, admin, head):
    url = reverse("deals:win-check-settings")
    assert browser(head).get(url).status_code == 403
    assert browser(admin).post(url, {"share": "101"}).status_code == 422
    assert browser(admin).post(url, {"share": "25"}).status_code == 302
    assert WinCheckSettings.current().share == 25
    assert DealMove.objects.count() == 0


# -- where heads look, and every door of the gate ----------------------------------


def test_my_day_and_the_days_page_show_what_is_asked_of_the_head(browser, anna, head, head2, check, stages):
    from deals.models import Ask

    asked = Ask.put_back(make_deal(anna, stages["Offer sent"]), stages["New"], by=anna, why="<i>Signed too early</i>")
    grant = reverse("deals:grant-step-back", args=[asked.deal_id, asked.pk])
    for address in (reverse("workday:my-day"), reverse("workday:department"), reverse("deals:waiting")):
        page = browser(head).get(address).content.decode()
        assert grant in page
        assert "1 win to check" in page
        assert "<i>Signed" not in page
    for person, address in ((head2, "workday:my-day"), (anna, "workday:my-day"), (head2, "deals:waiting"), (anna, "deals:waiting")):
        page = browser(person).get(reverse(address)).content.decode()
        assert grant not in page
        assert "Asked of you" not in page


def test_the_panel_costs_the_same_for_one_question_and_for_many(browser, cost, anna, head, stages):
    from deals.models import Ask

    Ask.put_back(make_deal(anna, stages["Offer sent"]), stages["New"], by=anna, why="Early")
    one = cost(browser(head), reverse("deals:waiting"))
    for _ in range(9):
        Ask.put_back(make_deal(anna, stages["Offer sent"]), stages["New"], by=anna, why="Early")
    assert cost(browser(head), reverse("deals:waiting")) <= one + 1


def test_the_list_of_wins_costs_the_same_for_one_and_for_many(browser, cost, anna, head, stages):
    def draw():
        deal = make_deal(anna, stages["Won"])
        return WinCheck.draw(deal, clock.now())

    draw()
    one = cost(browser(head), reverse("deals:wins-to-check"))
    for _ in range(9):
        draw().answer({"price": "Why"}, by=head)
        draw()
    assert cost(browser(head), reverse("deals:wins-to-check")) <= one + 2


def test_managers_are_compared_with_the_number_of_cases(browser, anna, head, head2, check, stages):
    from deals.models import Ask

    check.answer({"price": "Why", "files": "No scan"}, by=head)
    Ask.put_back(make_deal(anna, stages["Offer sent"]), stages["New"], by=anna, why="Early").answer(False, by=head, word="No")
    report = reverse("reports:funnels")
    page = browser(head).get(report).content.decode()
    assert "0 of 1" in page
    assert "too few for a share" in page
    assert "Steps back asked" in page
    assert "Steps back asked" not in browser(head2).get(report).content.decode()
    for person in (anna, head):
        assert "too few for a share" in browser(person).get(reverse("workday:ledger"), {"user": anna.pk}).content.decode()


def test_a_share_is_told_from_ten_cases_on():
    from deals.quality import Quality

    assert Quality(checked=9, in_order=9).share is None
    assert Quality(checked=10, in_order=9).share == 0.9


def test_the_act_on_many_refuses_in_the_same_words(anna, head, admin, talked, deal):
    from deals.many import Move

    won_stage = deal.funnel.won
    with pytest.raises(MissingFields) as refusal:
        Move().do(deal, {"stage": won_stage}, by=head, seen={}, token=None)
    assert Move().tell(refusal.value, deal, {"stage": won_stage}) == "“Won” asks for: Conversation with the client"


def test_an_automation_is_refused_in_the_same_words(admin, anna, talked, deal):
    from automation.trial import asks_for as told_by_the_trial

    won_stage = deal.funnel.won
    assert told_by_the_trial(won_stage, missing_fields(deal, won_stage)) == "“Won” asks for: Conversation with the client"
    with pytest.raises(MissingFields):
        deal.move_to(won_stage, by=None)


def test_a_file_closes_no_deal_without_a_talk(anna, admin, talked, deal):
    from types import SimpleNamespace

    from exchange.targets.moving import _move

    draft = SimpleNamespace(stage=deal.funnel.won, amount=5, contract_number="", expected_close_on=None, source=None, extra={})
    with pytest.raises(MissingFields):
        _move(Deal.objects.for_move().get(), draft, by=admin)


def test_the_funnel_editor_offers_it_and_counts_whom_it_touches(browser, admin, anna, funnel, stages, deal):
    pages = [browser(admin).get(reverse(f"deals:{name}", args=[funnel.pk])).content.decode() for name in ("funnel", "funnel-settings")]
    assert "Conversation with the client" in pages[0]
    assert 'name="talk_seconds"' in pages[1]
    lacking = browser(admin).get(reverse("deals:lacking", args=[funnel.pk, stages["Won"].pk, "talk"])).content.decode()
    assert deal.name in lacking

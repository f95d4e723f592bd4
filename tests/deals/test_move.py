from datetime import date, timedelta

import pytest

from crm_project.lib import clock
from deals.models import StageTotal
from deals.refusals import AlreadyMoved, CardIsClosed, MissingFields, NotAllowed, ReasonNeeded, StageIsBehind, TooLateToUndo
from tests.factories import make_deal

pytestmark = pytest.mark.django_db

EVERYTHING = {"amount": 100, "decision_on": date(2026, 12, 1)}


def test_a_deal_may_skip_stages(anna, stages):
    deal = make_deal(anna)

    deal.move_to(stages["Offer sent"], by=anna, values=EVERYTHING)

    deal.refresh_from_db()
    assert deal.stage == stages["Offer sent"]
    assert [(stay.stage_name, stay.was_skipped) for stay in deal.stays.order_by("pk")] == [
        ("New", False),
        ("Qualified", True),
        ("Offer sent", False),
    ]


def test_skipping_a_stage_does_not_skip_its_questions(anna, stages):
    deal = make_deal(anna)

    with pytest.raises(MissingFields) as refusal:
        deal.move_to(stages["Offer sent"], by=anna)

    assert [field.key for field in refusal.value.fields] == ["amount", "decision_on"]
    deal.refresh_from_db()
    assert deal.stage == stages["New"]


def test_a_refused_move_changes_nothing_of_what_was_typed(anna, stages):
    deal = make_deal(anna)

    with pytest.raises(MissingFields):
        deal.move_to(stages["Offer sent"], by=anna, values={"amount": 100})

    deal.refresh_from_db()
    assert deal.amount is None


def test_a_funnel_may_ask_for_the_target_stage_only(anna, funnel, stages):
    funnel.target_only = True
    funnel.save()
    deal = make_deal(anna)

    deal.move_to(stages["Offer sent"], by=anna, values={"decision_on": date(2026, 12, 1)})

    assert deal.stage == stages["Offer sent"]


def test_a_deal_never_goes_back(anna, stages):
    deal = make_deal(anna, stages["Qualified"])

    with pytest.raises(StageIsBehind):
        deal.move_to(stages["New"], by=anna)


def test_going_back_needs_the_right(anna, stages):
    deal = make_deal(anna, stages["Qualified"])

    with pytest.raises(NotAllowed):
        deal.move_back(stages["New"], reason="Mistake", by=anna)


def test_the_head_takes_a_deal_back_with_a_reason(anna, head, stages):
    deal = make_deal(anna, stages["Qualified"])

    with pytest.raises(ReasonNeeded):
        deal.move_back(stages["New"], reason=" ", by=head)
    deal.move_back(stages["New"], reason="Wrong client", by=head)

    deal.refresh_from_db()
    assert deal.stage == stages["New"]
    assert deal.entries.latest("pk").details["reason"] == "Wrong client"


def test_of_two_people_moving_one_card_the_second_is_told(anna, head, stages):
    deal = make_deal(anna)
    seen = deal.stage_id
    deal.move_to(stages["Qualified"], by=head, seen=seen, values={"amount": 5})

    with pytest.raises(AlreadyMoved) as refusal:
        deal.move_to(stages["Offer sent"], by=anna, seen=seen, values=EVERYTHING)

    assert refusal.value.move.by == head
    deal.refresh_from_db()
    assert (deal.stage, deal.amount) == (stages["Qualified"], 5)


def test_boris_does_not_move_annas_deal(anna, boris, stages):
    deal = make_deal(anna)

    with pytest.raises(NotAllowed):
        deal.move_to(stages["Qualified"], by=boris, values={"amount": 5})


def test_a_deal_is_lost_with_a_reason(anna, funnel, stages):
    deal = make_deal(anna)
    reason = funnel.loss_reasons.get()

    with pytest.raises(ReasonNeeded):
        deal.lose(None, by=anna)
    deal.lose(reason, by=anna)

    deal.refresh_from_db()
    assert (deal.stage, deal.loss_reason) == (stages["Lost"], reason)
    assert deal.closed_at is not None


def test_some_reasons_demand_a_comment_of_twenty_letters(anna, funnel):
    deal = make_deal(anna)
    reason = funnel.loss_reasons.create(name="Chose others", needs_comment=True)

    with pytest.raises(ReasonNeeded) as refusal:
        deal.lose(reason, by=anna, comment="too short")

    assert refusal.value.field == "comment"


def test_a_win_asks_for_everything_the_funnel_requires(anna, stages):
    deal = make_deal(anna)

    with pytest.raises(MissingFields) as refusal:
        deal.win(by=anna)

    assert {field.key for field in refusal.value.fields} == {"amount", "decision_on", "contract_number"}


def test_a_won_deal_is_closed(anna, stages):
    deal = make_deal(anna)

    deal.win(by=anna, values=EVERYTHING | {"contract_number": "17-A"})

    deal.refresh_from_db()
    assert deal.stage == stages["Won"]
    with pytest.raises(CardIsClosed):
        deal.move_to(stages["Offer sent"], by=anna)


def test_a_slip_is_undone_by_its_author_within_ten_seconds(anna, head, stages):
    deal = make_deal(anna)
    move = deal.move_to(stages["Qualified"], by=anna, values={"amount": 5})

    with pytest.raises(TooLateToUndo):
        deal.undo(move, by=head)
    deal.undo(move, by=anna)

    deal.refresh_from_db()
    assert deal.stage == stages["New"]
    assert [stay.stage_name for stay in deal.stays.filter(replaced_at=clock.FOREVER)] == ["New"]
    assert {entry.verb for entry in deal.entries} >= {"moved", "move_undone"}


def test_after_ten_seconds_a_move_stands(anna, stages, monkeypatch):
    deal = make_deal(anna)
    move = deal.move_to(stages["Qualified"], by=anna, values={"amount": 5})
    later = clock.now() + timedelta(seconds=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(TooLateToUndo):
        deal.undo(move, by=anna)


def test_an_undone_loss_leaves_no_trace_on_the_card(anna, funnel, stages):
    deal = make_deal(anna)
    move = deal.lose(funnel.loss_reasons.get(), by=anna, comment="went silent")

    deal.undo(move, by=anna)

    deal.refresh_from_db()
    assert (deal.closed_at, deal.loss_reason, deal.loss_comment) == (None, None, "")
    assert deal.is_open


def test_totals_of_the_stages_follow_every_move(anna, head, stages):
    deal = make_deal(anna)
    deal.move_to(stages["Qualified"], by=anna, values={"amount": 250})

    totals = StageTotal.objects.visible_to(anna).filter(count__gt=0).by_stage()

    assert totals == {stages["Qualified"].pk: [("RUB", 1, 250)]}


def test_a_reader_changes_nothing(auditor, anna, stages):
    deal = make_deal(anna)

    with pytest.raises(NotAllowed):
        deal.move_to(stages["Qualified"], by=auditor, values={"amount": 5})

"""The counts that the database keeps of stages give the figures that the stays themselves give."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_project.lib import clock
from deals.models import Deal, DealStay, StageFlow
from deals.models.flows import whole_days
from reports import funnels
from reports.forms import ReportForm
from reports.period import Period
from tests.factories import make_deal

_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(_MOMENTS, st.timedeltas(timedelta(seconds=1), timedelta(days=800)))
def test_full_days_and_the_pieces_at_their_ends_make_up_the_span_without_gap_or_overlap(start, length):
    core, pieces = whole_days(start, start + length)
    spans = sorted([*pieces, *([core] if core else [])])
    assert spans[0][0] == start
    assert spans[-1][1] == start + length
    assert all(one[1] == other[0] for one, other in zip(spans, spans[1:], strict=False))
    assert core is None or all((moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0) for moment in core)


def _counted_by_hand():
    flows = Counter()
    for stay in DealStay.objects.all():
        entered, left = stay.entered_at.astimezone(UTC).date(), stay.left_at.astimezone(UTC).date()
        flows["day", entered, stay.stage_id, stay.owner_id, "entered"] += 1
        flows["month", entered.replace(day=1), stay.stage_id, stay.owner_id, "entered"] += 1
        if stay.left_at < clock.FOREVER:
            names = ["left", *(["onward"] if stay.left_way in funnels.ONWARD else []), *(["lost"] if stay.left_way == "lost" else [])]
            for name in names:
                flows["day", left, stay.stage_id, stay.owner_id, name] += 1
                flows["month", left.replace(day=1), stay.stage_id, stay.owner_id, name] += 1
    return flows


def _kept():
    rows = StageFlow.objects.values_list("unit", "begins_on", "stage", "owner", "entered", "left", "onward", "lost")
    return Counter({(*row[:4], name): number for row in rows for name, number in zip(funnels.FIGURES, row[4:], strict=True) if number})


@pytest.fixture
def worked(anna, boris, funnel, stages, time_machine):
    """Six deals of Anna and Boris over half a year: moved, skipped past a stage, undone, lost and won."""
    for number in range(6):
        owner = [anna, boris][number % 2]
        time_machine.move_to(datetime(2026, 3, 1 + number * 5, 20 + number % 4, 30, tzinfo=UTC), tick=False)
        deal = make_deal(owner, name=f"Deal {number}")
        time_machine.shift(timedelta(days=9, hours=5))
        move = deal.move_to(stages["Qualified"], by=owner, values={"amount": 5})
        if number == 3:
            deal.undo(move, by=owner)
        time_machine.shift(timedelta(days=20))
        if number % 3 == 1:
            deal.lose(funnel.loss_reasons.get(), by=owner)
        if number % 3 == 2:
            deal.win(by=owner, values={"contract_number": "1", "decision_on": date(2026, 6, 1)})
    return funnel


@pytest.mark.django_db
def test_the_database_keeps_what_a_count_by_hand_gives(worked):
    assert _kept() == _counted_by_hand()

    DealStay.objects.filter(left_way="lost").delete()
    DealStay.objects.update(owner=None)
    assert _kept() == _counted_by_hand()


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Vladivostok", "America/New_York"])
@pytest.mark.parametrize("trash", [False, True])
def test_the_report_gives_what_the_stays_give_in_every_zone(worked, head, zone, trash, monkeypatch):
    if trash:
        Deal.objects.won().first().discard(by=head)
    form = ReportForm({"period": "dates", "first": "2026-03-05", "last": "2026-06-30", "funnel": worked.pk}, head)
    assert form.is_valid(), form.errors
    monkeypatch.setitem(form.__dict__, "span", Period(date(2026, 3, 5), date(2026, 6, 30), ZoneInfo(zone)))
    stages = funnels.funnel_stages(worked)
    table = funnels.columns(form, worked, stages)
    shown = {
        (column.person.pk, stage.pk, name): getattr(cell, name)
        for column in table
        for stage, cell in zip(stages, column.cells, strict=True)
        for name in funnels.FIGURES
    }
    stays = funnels.stays_of(form, worked)
    asked = funnels.conditions(form.span)
    assert shown == {key: stays.filter(asked[key[2]], owner=key[0], stage=key[1]).count() for key in shown}
    assert any(shown.values())

"""The chart of terms: plan, fact and lateness where they belong, bars that never lie on one another."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chains.gantt import LEAST_BAR, TEXT, GanttBar, GanttRow, lay_out, span_of
from crm_project.lib import lettering

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 17, 12, tzinfo=MOSCOW)
SPAN = span_of("month", date(2026, 11, 17), MOSCOW)


def at(day, hour=9, month=11):
    return datetime(2026, month, day, hour, tzinfo=MOSCOW)


PLANNED = at(18), at(20, 18)


def bar(state="planned", planned=PLANNED, actual=(None, None), late=None, place=1, who="Testova", late_words=""):
    return GanttBar(place, place, "Step", who, state, planned, actual, late, late_words)


def drawn(*bars, span=SPAN):
    return lay_out([GanttRow(1, "Zarya", "", "/", list(bars))], span, NOW)[0]


def looks(one):
    return [part.look for part in one.parts]


def test_a_month_begins_with_the_monday_before_and_a_week_has_its_seven_days():
    week = span_of("week", date(2026, 11, 17), MOSCOW)

    assert (SPAN.first, SPAN.last) == (date(2026, 11, 9), date(2026, 12, 6))
    assert (week.first, week.last) == (date(2026, 11, 16), date(2026, 11, 22))


def test_places_are_by_the_wall_of_the_reader():
    assert SPAN.place(at(9, 0)) == 0
    assert SPAN.place(at(23, 0)) == 50
    assert SPAN.place(datetime(2026, 11, 22, 21, tzinfo=UTC)) == 50


def test_a_planned_step_is_an_outline_and_a_done_one_is_filled_with_its_plan_below():
    planned, done = drawn(bar(), bar("done", (at(9), at(11, 18)), (at(9, 11), at(10, 15)))).bars

    assert looks(planned) == ["plan"]
    assert planned.plan is None
    assert looks(done) == ["done"]
    assert done.plan.end == pytest.approx(SPAN.place(at(11, 18)))


def test_a_step_in_work_is_filled_up_to_now_and_outlined_from_there():
    (one,) = drawn(bar("in_work", (at(16), at(20, 18)), (at(16), None))).bars

    assert looks(one) == ["fact", "plan"]
    assert one.parts[0].end == one.parts[1].start == pytest.approx(SPAN.place(NOW))


def test_what_is_beyond_its_plan_is_the_late_part_and_says_so():
    late = bar("in_work", (at(11), at(15, 18)), (at(11), None), timedelta(days=2), late_words="2 days late")
    waiting = bar("attention", (at(11), at(15, 18)), late=timedelta(days=2))
    done = bar("done", (at(11), at(13, 18)), (at(11), at(16)), timedelta(days=3))

    assert looks(drawn(late).bars[0]) == ["fact", "late"]
    assert looks(drawn(waiting).bars[0]) == ["plan", "late"]
    assert looks(drawn(done).bars[0]) == ["done", "late"]
    assert drawn(late).bars[0].ends > drawn(late).bars[0].end + 5


def test_a_step_begun_after_its_planned_end_is_late_all_along():
    assert looks(drawn(bar("in_work", (at(10), at(11)), (at(12), None), timedelta(days=6))).bars[0]) == ["late"]


def test_what_lies_before_or_after_the_dates_is_said_and_not_drawn():
    later = drawn(bar(planned=(at(10, month=12), at(11, month=12))))
    before = drawn(bar("done", (at(1), at(2)), (at(1), at(2))))

    assert (later.bars, later.beyond) == ([], (1, at(10, month=12)))
    assert (before.bars, before.beyond) == ([], (-1, at(2)))
    assert drawn().beyond is None


def test_a_name_is_cut_to_its_bar_and_left_out_where_nothing_of_it_stands():
    long = drawn(bar(who="Верещагина-Оболенская-Трубецкая", planned=(at(18), at(20, 18)))).bars[0]
    short = drawn(bar(planned=(at(18, 9), at(18, 10)))).bars[0]

    assert long.label.endswith("…")
    assert short.label == ""


moments = some.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 1)).map(lambda wall: wall.replace(tzinfo=UTC))
lengths = some.timedeltas(timedelta(minutes=1), timedelta(days=20))


@some.composite
def bars(draw):
    state = draw(some.sampled_from(["planned", "attention", "in_work", "done", "skipped", "stopped"]))
    planned = draw(moments)
    begun = draw(moments.filter(lambda at: at <= NOW)) if state in ("in_work", "done") else None
    finished = min(begun + draw(lengths), NOW) if state == "done" else None
    due = planned + draw(lengths)
    late = max((finished or NOW) - due, timedelta()) or None
    words = "опаздывает на 2 дня" if late and not finished else ""
    return GanttBar(1, 1, "Step", draw(some.text(max_size=60)), state, (planned, due), (begun, finished), late, words)


@settings(max_examples=80, deadline=None)
@given(some.lists(bars(), max_size=14), some.sampled_from(["week", "month"]))
def test_whatever_the_terms_no_bar_lies_on_another_and_all_are_within_the_strip(several, name):
    span = span_of(name, date(2026, 11, 17), MOSCOW)
    strip = drawn(*several, span=span)

    for one in strip.bars:
        assert 0 <= one.start <= one.end <= 100 + 1e-9
        assert one.end - one.start >= span.width_of(LEAST_BAR) - 1e-9
        assert one.y + 34 <= strip.height
        assert all(part.end >= part.start for part in one.parts)
        assert all(left.end == pytest.approx(right.start) for left, right in zip(one.parts, one.parts[1:], strict=False))
        if one.label:
            room = (one.label_part.end - one.label_part.start) * span.pixels / 100
            assert lettering.width(one.label, TEXT) <= room
    for one, other in combinations(strip.bars, 2):
        if one.lane == other.lane:
            assert one.ends <= other.start or other.ends <= one.start

"""Cut-offs in every zone of the world: one instant for each date, whatever its clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm_project.lib.working_time import instant_of, minus_working_minutes, plus_working_minutes, working_minutes

ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("posix/", "right/", "Etc/")))
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
NINE_TO_SIX = [(time(9), time(18))]


def walls_of(instant, zone):
    return instant.astimezone(zone).replace(tzinfo=None)


@settings(max_examples=600, deadline=None)
@given(days, walls, zones)
@example(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Berlin"))
@example(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin"))
@example(date(2026, 4, 24), time(0, 0), ZoneInfo("Africa/Cairo"))
@example(date(2026, 3, 29), time(0, 0), ZoneInfo("Asia/Beirut"))
@example(date(2026, 9, 6), time(0, 0), ZoneInfo("America/Santiago"))
@example(date(2026, 4, 5), time(1, 45), ZoneInfo("Australia/Lord_Howe"))
def test_the_instant_of_a_wall_time_is_that_wall_time_or_the_first_after_a_gap(day, wall, zone):
    instant = instant_of(day, wall, zone)
    wanted, shown = datetime.combine(day, wall), walls_of(instant, zone)

    if shown == wanted:
        later = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC)
        assert instant == max(later, wanted.replace(tzinfo=zone, fold=0).astimezone(UTC))
    else:
        assert shown > wanted
        assert walls_of(instant - timedelta(seconds=1), zone) < wanted


@settings(max_examples=300, deadline=None)
@given(days, walls, zones)
def test_every_date_has_one_cut_off_and_later_dates_have_later_ones(day, wall, zone):
    """A date that a zone has skipped altogether may share its instant with the next; none ever comes twice or too early."""
    instants = [instant_of(day + timedelta(days=number), wall, zone) for number in range(4)]

    assert instants == sorted(instants)
    assert all(later - earlier <= timedelta(hours=49) for earlier, later in zip(instants, instants[1:], strict=False))


@settings(max_examples=200, deadline=None)
@given(days, zones)
def test_six_in_the_evening_comes_once_a_day_everywhere(day, zone):
    instants = {instant_of(day + timedelta(days=number), time(18), zone) for number in range(7)}

    assert len(instants) == 7


def test_a_wall_time_that_comes_twice_is_the_later_one():
    assert instant_of(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin")) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_wall_time_that_never_comes_is_the_first_moment_after():
    assert instant_of(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Berlin")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_midnight_that_never_comes_is_one_in_the_morning():
    assert walls_of(instant_of(date(2026, 9, 6), time(0), ZoneInfo("America/Santiago")), ZoneInfo("America/Santiago")) == datetime(
        2026, 9, 6, 1
    )


@settings(max_examples=150, deadline=None)
@given(days, zones, st.integers(0, 3 * 24 * 60), st.integers(1, 900))
def test_adding_working_minutes_and_counting_them_agree(day, zone, offset, minutes):
    start = instant_of(day, time(0), zone) + timedelta(minutes=offset)
    end = plus_working_minutes(start, minutes, lambda on: NINE_TO_SIX, zone)

    assert round(working_minutes(start, end, lambda on: NINE_TO_SIX, zone)) == minutes


@settings(max_examples=150, deadline=None)
@given(days, zones, st.integers(0, 3 * 24 * 60), st.integers(1, 900))
def test_going_back_by_working_minutes_and_counting_them_agree(day, zone, offset, minutes):
    end = instant_of(day, time(0), zone) + timedelta(minutes=offset)
    start = minus_working_minutes(end, minutes, lambda on: NINE_TO_SIX, zone)

    assert round(working_minutes(start, end, lambda on: NINE_TO_SIX, zone)) == minutes


def test_nothing_is_worked_on_days_off():
    moscow = ZoneInfo("Europe/Moscow")
    start = datetime(2026, 11, 14, 9, tzinfo=moscow)

    assert working_minutes(start, start + timedelta(days=2), lambda on: [], moscow) == 0

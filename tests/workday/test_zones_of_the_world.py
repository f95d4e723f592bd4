"""E-17, E-21: in every zone there is, each date has one cut-off, and every instant belongs to one date."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.schedule import Timetable

ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))
A_DAY = timedelta(days=1)
days = st.dates(date(1995, 1, 1), date(2037, 12, 30))
walls = st.times(time(0, 0), time(23, 59, 59)).map(lambda wall: wall.replace(microsecond=0))


def table(zone, closes_at=None, effective_from=date.min, before=None):
    """A timetable of one person without a database: a zone, a closing hour, and perhaps another zone before a date."""
    rows = [SimpleNamespace(effective_from=date.min, zone=before, closes_at=closes_at, calendar_id=None)] if before else []
    rows.append(SimpleNamespace(effective_from=effective_from, zone=zone, closes_at=closes_at, calendar_id=None))
    made = Timetable(at=datetime(2040, 1, 1, tzinfo=UTC))
    made.__dict__.update(
        _company_zone="UTC", _default_calendar=None, _weeks={}, _exceptions={}, _schedules={("user", 1): rows}, _absences={}
    )
    return made


PERSON = SimpleNamespace(pk=1, zone="", department_id=1)


@settings(deadline=None)
@given(st.sampled_from(ZONES), days, walls)
@example("Africa/Cairo", date(2023, 4, 28), time(0, 30))
@example("America/Santiago", date(2022, 9, 11), time(0, 15))
@example("Australia/Lord_Howe", date(2024, 4, 7), time(1, 45))
@example("Pacific/Apia", date(2011, 12, 29), time(23, 30))
@example("Asia/Almaty", date(2024, 2, 29), time(23, 30))
def test_each_date_has_one_cut_off_and_it_lies_on_that_date_or_where_the_clock_jumped_over_it(zone, day, wall):
    one = table(zone, wall)
    cut_off = one.cut_off(PERSON, day)
    local = cut_off.astimezone(ZoneInfo(zone))

    assert one.cut_off(PERSON, day) == cut_off
    assert local.date() == day or (local.date() > day and local.replace(tzinfo=None) - datetime.combine(day, wall) <= A_DAY)
    if local.replace(tzinfo=None) == datetime.combine(day, wall):
        again = (cut_off + timedelta(hours=3)).astimezone(ZoneInfo(zone))
        assert again.replace(tzinfo=None) > local.replace(tzinfo=None)


@settings(deadline=None)
@given(st.sampled_from(ZONES), days, walls)
def test_cut_offs_follow_one_another_and_the_last_closed_date_changes_at_them(zone, day, wall):
    one = table(zone, wall)
    cut_off, following = one.cut_off(PERSON, day), one.cut_off(PERSON, day + A_DAY)

    assert cut_off <= following
    if cut_off.astimezone(ZoneInfo(zone)).date() == day and cut_off < following:
        assert one.last_closed(PERSON, cut_off) == day
        assert one.last_closed(PERSON, cut_off - timedelta(seconds=1)) < day


@settings(deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(ZONES), days)
def test_a_move_to_another_zone_gives_every_date_one_cut_off(old, new, day):
    moved = table(new, time(18), effective_from=day, before=old)
    cut_offs = [moved.cut_off(PERSON, day + number * A_DAY) for number in range(-2, 3)]

    assert [moved.zone(PERSON, day + number * A_DAY).key for number in range(-2, 3)] == [old, old, new, new, new]
    assert len(cut_offs) == 5
    assert cut_offs[:2] == sorted(cut_offs[:2])
    assert cut_offs[2:] == sorted(cut_offs[2:])
    for number, cut_off in enumerate(cut_offs, start=-2):
        local = cut_off.astimezone(moved.zone(PERSON, day + number * A_DAY))
        assert local.date() - (day + number * A_DAY) in (timedelta(), A_DAY)

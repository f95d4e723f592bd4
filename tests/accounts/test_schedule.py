from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.holidays_ahead import keep_all, keep_holidays
from accounts.models import Absence, CalendarDay, Schedule, WorkCalendar
from accounts.models.calendar import FIVE_DAYS
from accounts.russian_days import exceptions_of, is_decreed
from accounts.schedule import Timetable
from accounts.schedule_changes import DayIsOver, set_day, set_hours, set_week

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)

# The official production calendars: days off on weekdays, working Saturdays, short days.
DECREED = {
    2025: (
        "01-01 01-02 01-03 01-06 01-07 01-08 05-01 05-02 05-08 05-09 06-12 06-13 11-03 11-04 12-31",
        "11-01",
        "03-07 04-30 06-11 11-01",
    ),
    2026: ("01-01 01-02 01-05 01-06 01-07 01-08 01-09 02-23 03-09 05-01 05-11 06-12 11-04 12-31", "", "04-30 05-08 06-11 11-03"),
}


@pytest.fixture
def now(monkeypatch):
    """Set the business clock."""

    def at(text):
        monkeypatch.setenv("APP_TEST_CLOCK", text)

    at("2026-11-01T09:00:00+03:00")
    return at


@pytest.fixture
def calendar(now):
    return WorkCalendar.objects.create(name="Five days", week=FIVE_DAYS, is_default=True, follows="RU")


def moscow(text):
    return datetime.fromisoformat(f"{text}+03:00")


# -- the Russian calendar -------------------------------------------------------------


@pytest.mark.parametrize("year", DECREED)
def test_the_year_is_the_decreed_one(year):
    off, saturdays, short = (set(text.split()) for text in DECREED[year])
    days = {f"{day:%m-%d}": (kind, day.weekday()) for day, kind, _title in exceptions_of(year)}

    assert {day for day, (kind, weekday) in days.items() if kind == "holiday" and weekday < 5} == off
    assert {day for day, (kind, weekday) in days.items() if kind != "holiday" and weekday > 4} == saturdays
    assert {day for day, (kind, _weekday) in days.items() if kind == "short"} == short
    assert is_decreed(year)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_a_year_has_247_working_days_and_1972_hours(calendar, year):
    keep_holidays(calendar, "ru", [year])
    timetable = Timetable()
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    worked = [timetable._calendar_intervals(calendar.pk, day) for day in days]

    hours = [
        datetime.combine(MONDAY, ends) - datetime.combine(MONDAY, begins) - timedelta(hours=1) for day in worked for begins, ends in day
    ]
    assert sum(map(bool, worked)) == 247
    assert sum(hours, timedelta()) == timedelta(hours=1972)


def test_a_year_without_a_decree_says_so():
    assert not is_decreed(2031)


def test_a_short_saturday_that_works_ends_an_hour_earlier(calendar, anna):
    keep_holidays(calendar, "ru", [2027])

    assert Timetable().intervals(anna, date(2027, 2, 20)) == [(time(9), time(17))]


def test_holidays_are_added_once_and_what_was_taken_out_stays_out(calendar, admin):
    keep_all()
    number = calendar.days.count()
    set_day(calendar, date(2026, 12, 31), "", by=admin)
    keep_all()
    keep_holidays(calendar, "ru")

    assert calendar.days.count() == number
    assert calendar.days.current().count() == number - 1


# -- whose day ends when --------------------------------------------------------------


def test_the_day_ends_at_the_hour_set_else_with_the_work(calendar, anna, sales, admin):
    assert Timetable().cut_off(anna, MONDAY) == moscow("2026-11-16T18:00")
    Schedule.objects.create(department=sales, closes_at=time(19), effective_from=MONDAY, created_at=moscow("2026-11-01T00:00"))

    assert Timetable().cut_off(anna, MONDAY) == moscow("2026-11-16T19:00")
    assert Timetable().cut_off(anna, MONDAY - timedelta(days=3)) == moscow("2026-11-13T18:00")


def test_a_person_goes_by_their_own_zone_else_the_departments_else_the_companys(anna, sales):
    anna.zone = ""
    early = moscow("2026-11-01T00:00")
    assert Timetable().zone(anna, MONDAY).key == "Europe/Moscow"
    Schedule.objects.create(department=sales, zone="Asia/Omsk", effective_from=MONDAY, created_at=early)
    assert Timetable(moscow("2026-11-16T00:00")).zone(anna, MONDAY).key == "Asia/Omsk"
    anna.zone = "Asia/Tokyo"
    assert Timetable(moscow("2026-11-16T00:00")).zone(anna, MONDAY).key == "Asia/Tokyo"


def test_on_a_short_day_everything_ends_an_hour_earlier(calendar, anna, sales, admin):
    set_day(calendar, MONDAY, "short", by=admin)
    assert Timetable().cut_off(anna, MONDAY) == moscow("2026-11-16T17:00")
    set_hours(sales, closes_at=time(20), by=admin)
    assert Timetable().cut_off(anna, MONDAY) == moscow("2026-11-16T19:00")
    assert Timetable().department_cut_off(sales, MONDAY) == moscow("2026-11-16T19:00")


def test_nobody_works_on_a_holiday_or_while_away(calendar, anna, boris, now):
    CalendarDay.objects.create(calendar=calendar, on=TUESDAY, kind="holiday", known_from=moscow("2026-11-01T00:00"))
    Absence.objects.create(user=anna, from_on=MONDAY, to_on=MONDAY, deputy=boris, known_from=moscow("2026-11-01T00:00"))
    timetable = Timetable()

    assert [timetable.is_working(anna, day) for day in (MONDAY, TUESDAY)] == [False, False]
    assert [timetable.is_working(boris, day) for day in (MONDAY, TUESDAY)] == [True, False]
    assert timetable.deputy(anna, MONDAY) == boris.pk
    assert timetable.deputy(anna, TUESDAY) is None


# -- from when a change holds ------------------------------------------------------------


@pytest.mark.parametrize(
    "at, closes_at, first",
    [
        ("2026-11-16T10:00", time(17), MONDAY),
        ("2026-11-16T17:30", time(17), TUESDAY),
        ("2026-11-16T17:30", time(19), MONDAY),
        ("2026-11-16T18:30", time(20), TUESDAY),
    ],
    ids=["before both", "after the new one", "before both, later hour", "after the old one"],
)
def test_a_change_holds_for_today_only_before_both_cut_offs(calendar, admin, anna, sales, now, at, closes_at, first):
    now(f"{at}:00+03:00")

    assert set_hours(sales, closes_at=closes_at, by=admin).effective_from == first


def test_a_closed_day_keeps_its_hour(calendar, admin, anna, sales, now):
    now("2026-11-16T18:30:00+03:00")
    set_hours(sales, closes_at=time(20), by=admin)
    now("2026-11-17T21:00:00+03:00")

    assert Timetable().cut_off(anna, MONDAY) == moscow("2026-11-16T18:00")
    assert Timetable().cut_off(anna, TUESDAY) == moscow("2026-11-17T20:00")


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Kamchatka", "Pacific/Kiritimati", "Asia/Kathmandu"])
@pytest.mark.parametrize("hour", [1, 9, 17, 19, 23])
def test_a_change_of_zone_never_skips_or_doubles_a_day(calendar, admin, anna, now, zone, hour):
    now(f"2026-11-16T{hour:02}:30:00+03:00")
    at = moscow(f"2026-11-16T{hour:02}:30")
    days = [MONDAY + timedelta(days=number) for number in range(-2, 5)]
    before = {day: Timetable().cut_off(anna, day) for day in days}

    set_hours(anna, zone=zone, by=admin)

    after = {day: Timetable().cut_off(anna, day) for day in days}
    assert len(set(after.values())) == len(days)
    for day in days:
        assert after[day] == before[day] or (before[day] > at and after[day] > at)


def test_the_zone_of_the_company_changes_by_date_too(calendar, admin, now, sales):
    now("2026-11-16T19:00:00+03:00")
    set_hours(None, zone="Asia/Omsk", by=admin)

    assert Timetable().department_zone(sales, MONDAY).key == "Europe/Moscow"
    assert Timetable().department_zone(sales, TUESDAY).key == "Asia/Omsk"


def test_a_new_week_holds_from_a_date(calendar, admin, anna, now):
    now("2026-11-16T19:00:00+03:00")
    row = set_week(calendar, [[["08:00", "16:00"]]] * 6 + [[]], by=admin)

    timetable = Timetable()
    assert row.effective_from == TUESDAY
    assert timetable.closing(anna, MONDAY) == time(18)
    assert timetable.closing(anna, TUESDAY) == time(16)
    assert timetable.is_working(anna, date(2026, 11, 21))
    assert not timetable.is_working(anna, date(2026, 11, 14))


def test_a_holiday_declared_after_the_close_changes_nothing(calendar, admin, anna, now):
    now("2026-11-16T18:01:00+03:00")

    with pytest.raises(DayIsOver):
        set_day(calendar, MONDAY, "holiday", by=admin)
    assert Timetable().is_working(anna, MONDAY)


def test_a_short_day_is_not_declared_when_it_would_be_over_at_once(calendar, admin, anna, now):
    now("2026-11-16T17:30:00+03:00")

    with pytest.raises(DayIsOver):
        set_day(calendar, MONDAY, "short", by=admin)


def test_what_was_learnt_later_does_not_touch_the_judgement_of_before(calendar, admin, anna, now):
    now("2026-11-16T10:00:00+03:00")
    set_day(calendar, MONDAY, "holiday", by=admin)

    assert Timetable(moscow("2026-11-16T09:59")).is_working(anna, MONDAY)
    assert not Timetable(moscow("2026-11-16T18:00")).is_working(anna, MONDAY)


def test_a_day_may_become_usual_again(calendar, admin, anna):
    set_day(calendar, MONDAY, "holiday", by=admin)
    set_day(calendar, MONDAY, "", by=admin)

    assert Timetable().is_working(anna, MONDAY)
    assert calendar.days.count() == 1


# -- the screens ---------------------------------------------------------------------------


def test_the_year_is_shown_and_a_day_is_changed(client, calendar, admin):
    client.force_login(admin)
    keep_all()
    page = client.get("/settings/calendar/?year=2026")
    client.post("/settings/calendar/day/", {"on": "2026-11-27", "kind": "holiday", "title": "Inventory"})

    assert len(page.context["months"]) == 12
    assert calendar.days.current().get(on=date(2026, 11, 27)).title == "Inventory"


@pytest.mark.parametrize("on, kind", [("2026-10-30", "holiday"), ("1800-01-01", "holiday"), ("x", "holiday"), ("2026-11-27", "party")])
def test_nonsense_and_closed_days_are_refused(client, calendar, admin, on, kind):
    client.force_login(admin)

    assert client.post("/settings/calendar/day/", {"on": on, "kind": kind}).status_code == 422


def test_a_week_needs_a_working_day_and_ends_after_it_begins(client, calendar, admin):
    client.force_login(admin)
    for data in ({}, {"0.from": "10:00", "0.to": "09:00"}, {"0.from": "10:00"}):
        client.post("/settings/calendar/week/", data)
    assert not calendar.weeks.exists()

    client.post("/settings/calendar/week/", {"0.from": "10:00", "0.to": "19:00"})
    assert calendar.weeks.get().week[0] == [["10:00", "19:00"]]


def test_the_hours_page_says_from_when(client, calendar, admin, sales, now):
    now("2026-11-16T18:30:00+03:00")
    client.force_login(admin)
    client.post(f"/settings/hours/{sales.pk}/", {"closes_at": "20:00", "zone": ""})

    assert "17 November" in client.get("/settings/hours/").content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("who", ["auditor", "head", "anna"])
def test_only_an_administrator_changes_hours(client, request, calendar, sales, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/settings/hours/{sales.pk}/", {"closes_at": "20:00"}).status_code == 403
    assert client.post("/settings/calendar/week/", {"0.from": "10:00", "0.to": "19:00"}).status_code == 403


def test_utc_is_what_is_compared(anna):
    assert Timetable().cut_off(anna, MONDAY).tzinfo == UTC

"""Nobody is disturbed in their quiet hours, on their own clock; what waited leaves at their end, unless it was read by then."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.models import Absence, User, Workspace
from accounts.schedule import Timetable
from crm_project.lib import clock
from notifications.models import Notice, PushSubscription
from notifications.preferences import choice, choose, keep, minutes_of, quiet_of, wants
from notifications.quiet import next_morning, until
from notifications.telling import notify
from outbox.drain import drain
from outbox.models import Parcel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("three_kinds")]

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHT = {"from": "20:00", "to": "08:00", "days_off": False, "urgent": True}


def at(monkeypatch, moment):
    monkeypatch.setenv("APP_TEST_CLOCK", moment)


def local(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=MOSCOW)


def quiet_end(person, moment, verb="thing.usual"):
    return until(person, verb, moment, Timetable(at=moment))


# -- the hours ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (local(16, 19, 59), None),
        (local(16, 20), local(17, 8)),
        (local(17, 0), local(17, 8)),
        (local(17, 7, 59), local(17, 8)),
        (local(17, 8), None),
    ],
)
def test_the_night_is_quiet_from_its_first_minute_to_its_last(anna, moment, end):
    keep(anna, quiet=NIGHT)

    assert quiet_end(anna, moment) == end


def test_quiet_hours_within_a_day(anna):
    keep(anna, quiet=NIGHT | {"from": "13:00", "to": "14:00"})

    assert quiet_end(anna, local(16, 13, 30)) == local(16, 14)
    assert quiet_end(anna, local(16, 12, 59)) is None


def test_the_hours_are_of_the_persons_own_clock(anna):
    anna.zone = "Asia/Vladivostok"
    anna.save()
    keep(anna, quiet=NIGHT)

    assert quiet_end(anna, datetime(2026, 11, 16, 11, tzinfo=UTC)) == datetime(2026, 11, 16, 22, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "moment", "end"), [("Europe/Berlin", "2026-03-29T00:30:00+00:00", "2026-03-29T01:00:00+00:00")])
def test_an_hour_that_the_clocks_skip_ends_at_the_first_one_after_it(anna, zone, moment, end):
    anna.zone = zone
    anna.save()
    keep(anna, quiet=NIGHT | {"from": "01:00", "to": "02:30"})

    assert quiet_end(anna, datetime.fromisoformat(moment)) == datetime.fromisoformat(end)


def test_days_off_are_quiet_to_the_first_hour_that_is_not(anna):
    keep(anna, quiet=NIGHT | {"days_off": True})

    assert quiet_end(anna, local(20, 21)) == local(23, 8)
    assert quiet_end(anna, local(21, 12)) == local(23, 8)


def test_an_absence_is_quiet_like_a_day_off(anna):
    moment = local(16, 12)
    Absence.objects.create(user=anna, from_on=date(2026, 11, 16), to_on=date(2026, 11, 18), known_from=moment - timedelta(days=9))
    keep(anna, quiet=NIGHT | {"days_off": True})

    assert quiet_end(anna, moment) == local(19, 8)


@pytest.mark.parametrize(
    "kept", [{}, None, {"from": "22:00", "to": "22:00"}, {"from": "22:00"}, {"from": "nonsense", "to": "08:00"}, {"from": 5, "to": 6}]
)
def test_what_is_no_span_is_no_quiet(anna, kept):
    keep(anna, quiet=kept)

    assert quiet_of(anna)[0] is None
    assert quiet_end(anna, local(16, 23)) is None


def test_what_is_of_this_hour_comes_unless_the_person_says_otherwise(anna):
    keep(anna, quiet=NIGHT)
    assert quiet_end(anna, local(16, 23), "thing.now") is None

    keep(anna, quiet=NIGHT | {"urgent": False})
    assert quiet_end(anna, local(16, 23), "thing.now") == local(17, 8)


# -- what waits ------------------------------------------------------------------------------


def test_a_letter_waits_for_the_morning_and_the_bell_does_not(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T21:00:00+03:00")
    keep(anna, quiet=NIGHT)
    notify([anna], "thing.usual", key="one")
    drain()
    assert mail.outbox == []
    assert Notice.objects.unread().count() == 1

    at(monkeypatch, "2026-11-17T08:00:00+03:00")
    drain()
    drain()
    assert len(mail.outbox) == 1


def test_what_was_read_in_the_quiet_is_not_sent_after_it(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T21:00:00+03:00")
    keep(anna, quiet=NIGHT)
    notify([anna], "thing.usual", key="one")
    at(monkeypatch, "2026-11-16T21:05:00+03:00")
    Notice.objects.visible_to(anna).read(clock.now())

    at(monkeypatch, "2026-11-17T08:00:00+03:00")
    drain()
    assert mail.outbox == []


def test_after_the_quiet_one_call_wakes_the_browser_for_all(anna, monkeypatch):
    from notifications import push

    calls = []
    monkeypatch.setattr(push, "_send", lambda endpoint: calls.append(endpoint) or 201)
    PushSubscription.keep(anna, "https://web.push.apple.com/a")
    keep(anna, quiet=NIGHT)
    for number in range(5):
        at(monkeypatch, f"2026-11-16T21:0{number}:00+03:00")
        notify([anna], "thing.usual", key=f"n{number}")
    drain()
    assert calls == []

    at(monkeypatch, "2026-11-17T08:00:00+03:00")
    drain()
    assert len(calls) == 1
    assert Notice.objects.exclude(pushed_at=None).count() == 5


# -- the morning's letter ------------------------------------------------------------------------


def test_what_may_wait_comes_as_one_letter_in_the_morning(anna, monkeypatch):
    choose(anna, {"thing.usual": {"mail": "digest"}})
    for hour in (10, 15, 23):
        at(monkeypatch, f"2026-11-16T{hour}:00:00+03:00")
        notify([anna], "thing.usual", key=f"at {hour}")
    drain()
    assert mail.outbox == []

    at(monkeypatch, "2026-11-17T09:00:00+03:00")
    drain()
    drain()

    assert [letter.subject for letter in mail.outbox] == ["3 notices gathered for you"]
    assert all(f"Told: at {hour}" in mail.outbox[0].body for hour in (10, 15, 23))


def test_without_anything_unread_there_is_no_letter(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T10:00:00+03:00")
    choose(anna, {"thing.usual": {"mail": "digest"}})
    notify([anna], "thing.usual", key="one")
    at(monkeypatch, "2026-11-16T10:10:00+03:00")
    Notice.objects.visible_to(anna).read(clock.now())

    at(monkeypatch, "2026-11-17T09:00:00+03:00")
    drain()
    assert mail.outbox == []


def test_two_mornings_tell_each_notice_once(anna, monkeypatch):
    choose(anna, {"thing.usual": {"mail": "digest"}})
    for moment in ("2026-11-16T10:00", "2026-11-17T08:59", "2026-11-17T08:59:30", "2026-11-17T09:00", "2026-11-17T12:00"):
        at(monkeypatch, f"{moment}+03:00")
        notify([anna], "thing.usual", key=moment)
    for moment in ("2026-11-17T09:00", "2026-11-18T09:00"):
        at(monkeypatch, f"{moment}+03:00")
        drain()

    lines = [line for letter in mail.outbox for line in letter.body.splitlines() if line.startswith("Told")]
    assert len(mail.outbox) == 2
    assert len(lines) == len(set(lines)) == 5


def test_the_letter_comes_on_a_working_day_at_the_hour_that_was_chosen(anna):
    keep(anna, digest_at="07:30")
    friday = local(20, 12)

    assert next_morning(anna, friday, Timetable(at=friday)) == local(23, 7, 30)


def test_what_cannot_wait_is_never_gathered(anna):
    choose(anna, {"thing.today": {"mail": "digest"}, "thing.now": {"mail": "digest"}})

    assert [choice(anna, verb, "mail") for verb in ("thing.today", "thing.now")] == ["now", "now"]


def test_a_person_who_left_gets_no_letter(anna, monkeypatch):
    at(monkeypatch, "2026-11-16T10:00:00+03:00")
    choose(anna, {"thing.usual": {"mail": "digest"}})
    notify([anna], "thing.usual", key="one")
    User.objects.filter(pk=anna.pk).update(is_active=False)
    at(monkeypatch, "2026-11-17T09:00:00+03:00")
    drain()

    assert mail.outbox == []
    assert Parcel.objects.get(kind="notice_digest").state == Parcel.State.DONE


# -- what a person chooses ---------------------------------------------------------------------------


def page_of(client):
    form = client.get("/notices/preferences/").context["form"]
    data = {"seen": form["seen"].value()}
    for field in form:
        if field.name != "seen" and (value := field.value()) not in (None, False, "", []):
            data[field.html_name] = "on" if value is True else field.field.prepare_value(value)
    return data


def test_two_open_pages_do_not_undo_each_others_choice(client, anna):
    """F5: each page writes what was touched on it, and nothing of what somebody else keeps beside it."""
    client.force_login(anna)
    first, second = page_of(client), page_of(client)
    keep(anna, menu=["tasks", "deals"])

    client.post("/notices/preferences/", first | {"thing.usual.mail": "off"})
    client.post("/notices/preferences/", second | {"thing.today.mail": "off", "quiet_from": "21:00", "quiet_to": "07:00"})

    anna = User.objects.get(pk=anna.pk)
    assert [choice(anna, verb, "mail") for verb in ("thing.usual", "thing.today", "thing.now")] == ["off", "off", "now"]
    assert anna.preferences["menu"] == ["tasks", "deals"]
    assert quiet_of(anna)[0] is not None


def test_an_untouched_page_writes_nothing(client, anna):
    client.force_login(anna)
    client.post("/notices/preferences/", page_of(client))

    assert User.objects.get(pk=anna.pk).preferences == {"notices": {}}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("60, 15", [60, 15]),
        ("15 60;30", [60, 30, 15]),
        ("30,30", [30]),
        ("", None),
        ("0", "refused"),
        ("241", "refused"),
        ("1,2,3,4,5", "refused"),
        ("ten", "refused"),
        ("٣", "refused"),
        ("-5", "refused"),
    ],
)
def test_the_minutes_of_warnings_are_the_persons_own(client, anna, typed, kept):
    client.force_login(anna)
    response = client.post("/notices/preferences/", page_of(client) | {"thing.now.minutes": typed})

    assert response.status_code == (422 if kept == "refused" else 302)
    assert minutes_of(User.objects.get(pk=anna.pk), "thing.now") == (None if kept == "refused" else kept)


@pytest.mark.parametrize(
    "hours",
    [
        {"quiet_from": "22:00", "quiet_to": "22:00"},
        {"quiet_from": "22:00"},
        {"quiet_to": "07:00"},
        {"quiet_from": "25:00", "quiet_to": "07:00"},
    ],
)
def test_quiet_hours_that_mean_nothing_are_refused(client, anna, hours):
    client.force_login(anna)

    assert client.post("/notices/preferences/", page_of(client) | hours).status_code == 422
    assert quiet_of(User.objects.get(pk=anna.pk))[0] is None


def test_what_was_kept_by_an_earlier_release_is_understood(anna):
    keep(anna, notices={"thing.usual": {"bell": False, "mail": True}, "thing.now": {"mail": False}})

    assert not wants(anna, "thing.usual", "bell")
    assert wants(anna, "thing.usual", "mail")
    assert not wants(anna, "thing.now", "mail")


# -- a setting that changes meanwhile --------------------------------------------------------------


def told_lines():
    return [line for letter in mail.outbox for line in letter.body.splitlines() if line.startswith("Told")]


def test_another_hour_of_the_morning_tells_nothing_twice(anna, monkeypatch):
    choose(anna, {"thing.usual": {"mail": "digest"}})
    at(monkeypatch, "2026-11-16T10:00:00+03:00")
    notify([anna], "thing.usual", key="before")
    keep(anna, digest_at="10:00")
    at(monkeypatch, "2026-11-16T12:00:00+03:00")
    notify([anna], "thing.usual", key="after")
    for hour in ("09", "10"):
        at(monkeypatch, f"2026-11-17T{hour}:00:00+03:00")
        drain()

    assert sorted(told_lines()) == ["Told: after", "Told: before"]


@pytest.mark.parametrize(("wish", "letters"), [("now", 1), ("off", 0)])
def test_what_was_gathered_is_told_unless_no_letter_is_wished_for_any_more(anna, monkeypatch, wish, letters):
    choose(anna, {"thing.usual": {"mail": "digest"}})
    at(monkeypatch, "2026-11-16T10:00:00+03:00")
    notify([anna], "thing.usual", key="one")
    choose(anna, {"thing.usual": {"mail": wish}})

    at(monkeypatch, "2026-11-17T09:00:00+03:00")
    drain()
    assert len(mail.outbox) == letters


@pytest.mark.parametrize(("wish", "lines"), [("digest", ["Told: one", "Told: two"]), ("off", [])])
def test_a_letter_that_waits_for_the_end_of_the_quiet_follows_the_wish(anna, monkeypatch, wish, lines):
    keep(anna, quiet={"from": "20:00", "to": "10:00"})
    at(monkeypatch, "2026-11-16T21:00:00+03:00")
    notify([anna], "thing.usual", key="one")
    choose(anna, {"thing.usual": {"mail": wish}})
    at(monkeypatch, "2026-11-16T21:05:00+03:00")
    notify([anna], "thing.usual", key="two")
    for hour in ("09", "10"):
        at(monkeypatch, f"2026-11-17T{hour}:00:00+03:00")
        drain()

    assert sorted(told_lines()) == lines


def test_whoever_gathers_first_loses_nothing_of_who_began_earlier(anna, monkeypatch):
    choose(anna, {"thing.usual": {"mail": "digest"}})
    for moment in ("10:00:02", "10:00:01"):
        at(monkeypatch, f"2026-11-16T{moment}+03:00")
        notify([anna], "thing.usual", key=moment)

    at(monkeypatch, "2026-11-17T09:00:00+03:00")
    drain()
    assert sorted(told_lines()) == ["Told: 10:00:01", "Told: 10:00:02"]


# -- whose words and whose clock ---------------------------------------------------------------------


@pytest.fixture
def of_a_moment(three_kinds):
    from django.utils import timezone
    from django.utils.html import format_html
    from django.utils.translation import gettext

    from notifications import kinds

    def tell(notice, subject):
        return format_html('<a href="/day/">{} {}</a>', gettext("Taken back"), f"{timezone.localtime(clock.now()):%H:%M}")

    kinds.notice("thing.at", "Something at a moment", mail=True)(tell)


@pytest.mark.usefixtures("of_a_moment")
@pytest.mark.parametrize("channel", ["now", "digest"])
@pytest.mark.parametrize(("language", "company", "words"), [("", "ru", "Отменено"), ("en", "ru", "Taken back"), ("", "en", "Taken back")])
def test_a_letter_is_in_the_readers_language_else_the_companys_and_on_their_clock(anna, monkeypatch, channel, language, company, words):
    Workspace.objects.update_or_create(defaults={"name": "Company", "language": company})
    User.objects.filter(pk=anna.pk).update(language=language, zone="Asia/Vladivostok")
    anna.refresh_from_db()
    choose(anna, {"thing.at": {"mail": channel}})
    at(monkeypatch, "2026-11-16T09:00:00+03:00")
    notify([anna], "thing.at", key="one")
    at(monkeypatch, "2026-11-17T02:00:00+03:00")
    drain()

    body = mail.outbox[0].body
    assert f"{words} " in body
    assert "09:00" in body
    if channel == "now":
        assert "/day/" in body

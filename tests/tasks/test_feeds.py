"""A calendar program reads somebody's tasks by a private link, with that person's rights, until the link is revoked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.people import dismiss
from crm_project.lib import clock, icalendar
from tasks.models import CalendarFeed
from tasks.refusals import NotAllowed, TooManyFeeds
from tests.factories import make_deal, make_task
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-16T10:00:00+03:00")


def link_of(user, scope="own"):
    _feed, token = CalendarFeed.make(user, scope=scope, by=user)
    return f"/tasks/feeds/{token}.ics"


def lines_of(response):
    return response.content.decode().replace("\r\n ", "").split("\r\n")


# -- what it says ------------------------------------------------------------------------


def test_the_link_tells_the_tasks_without_a_name_at_the_door(client, anna, stages):
    at = datetime(2026, 11, 17, 12, 30, tzinfo=UTC)
    timed = make_task(anna, deal=make_deal(anna, name="Plough; new, red"), title="Call\\ back", due_at=at)
    whole = make_task(anna, title="Visit", due_on=date(2026, 11, 18))

    response = client.get(link_of(anna))
    lines = lines_of(response)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [line for line in lines if line.startswith("UID:")] == [f"UID:task-{timed.pk}@127.0.0.1", f"UID:task-{whole.pk}@127.0.0.1"]
    assert "DTSTART:20261117T123000Z" in lines
    assert "DTEND:20261117T130000Z" in lines
    assert "DTSTART;VALUE=DATE:20261118" in lines
    assert "DTEND;VALUE=DATE:20261119" in lines
    assert "SUMMARY:Call\\\\ back" in lines
    assert any("Plough\\; new\\, red" in line for line in lines)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_lines_are_short_in_octets_and_whole_in_letters():
    text = icalendar.folded("SUMMARY:" + "Ё" * 200)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.replace("\r\n ", "") == "SUMMARY:" + "Ё" * 200 + "\r\n"


def test_words_cannot_write_lines_of_their_own():
    assert icalendar.words("a\r\nEND:VCALENDAR\x00\x07;b") == "a\\nEND:VCALENDAR\\;b"


def test_done_stays_dropped_leaves_and_far_away_is_not_told(client, anna):
    make_task(anna, title="Done", by=anna).complete(by=anna)
    make_task(anna, title="Dropped", by=anna).drop(by=anna)
    make_task(anna, title="Far", due_at=clock.now() + timedelta(days=200))
    make_task(anna, title="Long ago", due_at=clock.now() - timedelta(days=40))

    assert [line for line in lines_of(client.get(link_of(anna))) if line.startswith("SUMMARY")] == ["SUMMARY:✓ Done"]


def test_what_has_not_changed_is_not_sent_again(client, anna):
    url = link_of(anna)
    make_task(anna)
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    make_task(anna, title="Another")
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert "private" in first["Cache-Control"]


def test_no_phone_and_no_note_leaves_by_the_link(client, anna, stages):
    make_task(anna, note="+7 918 442-19-06, the wife is ill")

    text = client.get(link_of(anna)).content.decode()

    assert not gives_away(text, 9184421906)
    assert "wife" not in text


# -- whose ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "scope", "told"), [("anna", "own", 1), ("anna", "team", 1), ("head", "own", 0), ("head", "team", 2)])
def test_it_tells_what_its_person_may_see(client, request, anna, boris, head, vera, who, scope, told):
    for person in (anna, boris, vera):
        make_task(person)

    text = client.get(link_of(request.getfixturevalue(who), scope)).content.decode()

    assert text.count("BEGIN:VEVENT") == told
    assert "Vera" not in text


def test_a_right_taken_away_empties_the_calendar(client, anna, roles):
    make_task(anna)
    url = link_of(anna)
    anna.role.matrix["task"]["see"] = "none"
    anna.role.save()

    assert "VEVENT" not in client.get(url).content.decode()


# -- how it ends -----------------------------------------------------------------------------


def test_a_revoked_an_unknown_and_a_dismissed_persons_link_answer_alike(client, anna, boris, admin, head):
    hers, his = link_of(anna), link_of(boris)
    anna.calendar_feeds.get().revoke(by=anna)
    dismiss(boris, to=anna, by=admin)
    answers = [client.get(url) for url in (hers, his, "/tasks/feeds/nonsense.ics")]
    boris.reactivate(by=admin)

    assert {answer.status_code for answer in answers} == {404}
    assert len({len(answer.content) for answer in answers}) == 1
    assert client.get(his).status_code == 404


def test_nobody_makes_or_revokes_anothers_link(client, anna, boris):
    link_of(anna)
    feed = anna.calendar_feeds.get()
    client.force_login(boris)

    assert client.post(f"/tasks/feeds/{feed.pk}/revocation/").status_code == 404
    with pytest.raises(NotAllowed):
        feed.revoke(by=boris)
    client.force_login(anna)
    for _twice in range(2):
        assert client.post(f"/tasks/feeds/{feed.pk}/revocation/").status_code == 302
    with pytest.raises(NotAllowed):
        CalendarFeed.make(anna, scope="own", by=boris)


def test_five_links_are_enough(anna):
    for _number in range(5):
        link_of(anna)

    with pytest.raises(TooManyFeeds):
        link_of(anna)


def test_the_link_is_shown_once_and_kept_as_a_digest(client, anna):
    client.force_login(anna)
    page = client.post("/tasks/feeds/new/", {"scope": "own"}).content.decode()
    link = page.partition('data-copy="')[2].partition('"')[0]
    token = link.rpartition("/")[2].removesuffix(".ics")

    assert client.get(f"/tasks/feeds/{token}.ics").status_code == 200
    assert token not in client.get("/tasks/feeds/").content.decode()
    assert token not in str(list(CalendarFeed.objects.values()))
    assert anna.calendar_feeds.get().last_read_at == clock.now()


def test_a_manager_cannot_choose_the_team(client, anna, boris):
    client.force_login(anna)

    assert client.post("/tasks/feeds/new/", {"scope": "team"}).status_code == 422
    assert client.post("/tasks/feeds/new/", {"scope": "everything"}).status_code == 422


def test_whoever_guesses_links_is_slowed_down(client, settings):
    answers = [client.get(f"/tasks/feeds/guess-{number}.ics").status_code for number in range(62)]

    assert answers[-1] == 429


def test_the_log_does_not_learn_the_link(client, anna):
    from crm_project.middleware.request import _path_to_write

    url = link_of(anna)
    match = client.get(url).resolver_match

    assert match.kwargs["token"] not in _path_to_write(url, match)


@pytest.mark.parametrize("size", (1, 30))
def test_reading_costs_the_same_for_one_and_for_many(client, anna, stages, size, django_assert_max_num_queries):
    for number in range(size):
        make_task(anna, deal=make_deal(anna, name=f"Deal {number}"))
    url = link_of(anna)
    client.get(url)

    with django_assert_max_num_queries(8):
        client.get(url)

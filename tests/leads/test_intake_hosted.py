"""The form strangers fill in: without a session, without a script, once however often it is sent."""

import re
import threading
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_project.lib import breaker, broker, clock
from leads.intake_forms import new_mark
from leads.models import Delivery, Lead
from outbox.drain import drain

pytestmark = pytest.mark.django_db

NINA = {"person": "Nina Ostapenko", "phone": "8 (918) 442-19-06", "comment": "A plough", "own1": "MTZ-82", "consent": "on"}


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()
    yield
    cache.clear()


def url(point, name="form"):
    return reverse(f"intake:{name}", args=[point.token])


def mark_of(point, ago=10):
    """The mark of a form that was opened so many seconds ago."""
    with pytest.MonkeyPatch.context() as earlier:
        at = clock.now() - timedelta(seconds=ago)
        earlier.setattr("leads.intake_forms.clock.now", lambda: at)
        return new_mark(point)


def send(point, name="form", ip="203.0.113.7", ago=10, **typed):
    data = {"mark": mark_of(point, ago), **NINA, **typed}
    return Client().post(url(point, name), {key: value for key, value in data.items() if value is not None}, REMOTE_ADDR=ip)


# -- the page --------------------------------------------------------------------


def test_the_page_needs_nobody_and_leaves_no_cookie(hosted):
    response = Client().get(url(hosted))

    page = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert "Ask for a price" in page
    assert all(words in page for words in ("Your phone", "Which tractor", "I agree to be called"))
    assert "checked" not in page
    assert response["Cache-Control"] == "no-store"


def test_the_page_says_nothing_of_a_colleague_who_looks_at_it(client, hosted, admin):
    admin.theme = "dark"
    admin.save()
    client.force_login(admin)

    page = client.get(url(hosted)).content.decode()

    assert "Admin" not in page
    assert "csrf" not in page
    assert 'data-theme="auto"' in page


def test_a_page_speaks_the_language_of_its_intake_whoever_asks(client, hosted, anna):
    hosted.change({"language": "ru"}, by=None)
    client.force_login(anna)

    page = client.get(url(hosted), headers={"Accept-Language": "en"}).content.decode()

    assert 'lang="ru"' in page
    assert "Отправить" in page


@pytest.mark.parametrize("name", ["form", "thanks", "embedded_form", "embedded_thanks"])
def test_a_wrong_address_is_nothing(hosted, webhook, name):
    for token in ("x" * 32, webhook.token):
        assert Client().get(reverse(f"intake:{name}", args=[token])).status_code == 404
    hosted.change({"is_active": False}, by=None)
    assert Client().get(url(hosted, name)).status_code == 404


def test_only_the_named_sites_may_show_it_and_only_the_page_made_for_that(hosted):
    hosted.change({"origins": ["https://www.zarya.ru", "https://zarya.ru:8443"]}, by=None)

    alone, embedded = Client().get(url(hosted)), Client().get(url(hosted, "embedded_form"))

    assert "frame-ancestors 'none'" in alone["Content-Security-Policy"]
    assert "frame-ancestors https://www.zarya.ru https://zarya.ru:8443;" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    for response in (alone, embedded):
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]


def test_where_no_site_is_named_nobody_shows_it(hosted):
    hosted.change({"origins": []}, by=None)

    assert "frame-ancestors 'none'" in Client().get(url(hosted, "embedded_form"))["Content-Security-Policy"]


# -- sending ----------------------------------------------------------------------


def test_a_form_becomes_a_lead_with_its_consent(hosted, sales, site):
    response = send(hosted)
    drain()

    lead = Lead.objects.get()
    assert (response.status_code, response.url) == (303, url(hosted, "thanks"))
    assert (lead.person, lead.phone, lead.comment) == ("Nina Ostapenko", "+79184421906", "A plough\nWhich tractor: MTZ-82")
    assert (lead.department, lead.source) == (sales, site)
    consent = lead.entries.get(verb="consented")
    assert (consent.details["text"], consent.details["form"]) == ("I agree to be called", "Site form")
    assert consent.happened_at == lead.created_at


def test_consent_is_read_in_the_history(client, hosted, anna):
    send(hosted)
    drain()
    client.force_login(anna)

    feed = client.get(reverse("timeline:feed", args=["lead", Lead.objects.get().pk])).content.decode()

    assert "The client agreed in the form “Site form”" in feed
    assert "I agree to be called" in feed


def test_thanks_are_said_in_the_words_of_the_company(hosted):
    assert "We call within the hour" in Client().get(send(hosted).url).content.decode()


def test_inside_a_frame_everything_stays_inside(hosted):
    response = send(hosted, name="embedded_form")

    assert response.url == url(hosted, "embedded_thanks")
    assert "frame-ancestors https://www.zarya.ru" in Client().get(response.url)["Content-Security-Policy"]


def test_marks_of_the_address_are_carried_along(hosted):
    page = Client().get(url(hosted), {"utm_source": 'ya"ndex', "utm_term": "plough", "foo": "x"}, headers={"Referer": "https://zarya.ru/"})
    hidden = dict(re.findall(r'name="(utm_\w+|page|foo)" value="([^"]*)"', page.content.decode()))
    assert hidden == {"utm_source": "ya&quot;ndex", "utm_term": "plough", "page": "https://zarya.ru/"}

    send(hosted, utm_source='ya"ndex', utm_term="plough", page="https://zarya.ru/")
    drain()

    assert Lead.objects.get().utm == {"utm_source": 'ya"ndex', "utm_term": "plough", "page": "https://zarya.ru/"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"person": ""}, "Fill this in, please."),
        ({"phone": ""}, "Write a phone or an e-mail, so that we can answer."),
        ({"phone": "call me"}, "This is no phone number"),
        ({"email": "nina@"}, "This is no e-mail address"),
        ({"consent": None}, "Tick the box"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(hosted, typed, words):
    response = send(hosted, **typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "A plough" in page
    assert "MTZ-82" in page
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_was_typed_is_shown_as_text(hosted, payload):
    page = send(hosted, phone="", person=payload, comment=payload, own1=payload).content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


# -- twice, robots, floods ------------------------------------------------------------


def test_pressed_twice_is_one_lead(hosted):
    mark = mark_of(hosted)

    answers = [send(hosted, mark=mark).status_code for _twice in range(2)]
    drain()

    assert answers == [303, 303]
    assert Lead.objects.count() == 1


def test_the_same_words_from_a_form_opened_anew_are_one_lead(hosted):
    for _twice in range(2):
        assert send(hosted).status_code == 303
    drain()

    assert Lead.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_five_times_at_once_is_one_lead(hosted):
    mark, barrier = mark_of(hosted), threading.Barrier(5)

    def press():
        barrier.wait()
        try:
            Client().post(url(hosted), {"mark": mark, **NINA}, REMOTE_ADDR="203.0.113.7")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _five in range(5)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    drain()

    assert Lead.objects.count() == 1


def test_who_goes_back_and_asks_something_else_has_asked_twice(hosted):
    mark = mark_of(hosted)
    for comment in ("A plough", "A harrow"):
        send(hosted, mark=mark, comment=comment)
    drain()

    assert Lead.objects.count() == 2


def test_a_robot_that_fills_the_hidden_field_is_thanked_and_makes_no_lead(hosted):
    response = send(hosted, homepage="https://casino.example")
    drain()

    hosted.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (response.status_code, delivery.state, delivery.reason, hosted.caught_robots) == (303, "refused", "robot", 1)
    assert not Lead.objects.exists()


def test_a_person_whose_browser_filled_the_hidden_field_is_not_lost(hosted, client, admin):
    send(hosted, homepage="https://ivan.example")

    client.force_login(admin)
    client.post(reverse("intake:again", args=[Delivery.objects.get().pk]))
    drain()

    assert Lead.objects.get().comment
    assert Delivery.objects.get().state == "done"


@pytest.mark.parametrize("seconds", [0, 25 * 3600])
def test_a_form_sent_at_once_or_a_day_later_is_asked_for_once_more(hosted, seconds):
    response = send(hosted, ago=seconds)

    page = response.content.decode()
    assert response.status_code == 422
    assert "press the button once more" in page
    assert "A plough" in page
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("mark", ["", "nonsense", "a:b:c"])
def test_a_mark_of_ones_own_is_no_mark(hosted, mark):
    assert send(hosted, mark=mark).status_code == 422


def test_a_mark_of_another_form_is_no_mark(hosted, admin, sales):
    from leads.models import IntakePoint

    other = IntakePoint.open({"name": "Other", "way": "form", "department": sales, "language": "en"}, by=admin)

    assert send(hosted, mark=mark_of(other)).status_code == 422


def test_the_fresh_mark_of_the_page_is_good(hosted):
    page = send(hosted, ago=0).content.decode()
    fresh = re.search(r'name="mark" value="([^"]+)"', page)[1]
    with pytest.MonkeyPatch.context() as later:
        at = clock.now() + timedelta(seconds=5)
        later.setattr("leads.intake_forms.clock.now", lambda: at)
        assert send(hosted, mark=fresh).status_code == 303


def test_an_address_sends_five_a_minute_and_others_are_not_held_up(hosted, monkeypatch):
    at = clock.now().replace(second=5)
    monkeypatch.setattr("crm_project.lib.often.clock.now", lambda: at)

    answers = [send(hosted, ago=10, comment=f"Plough {n}") for n in range(6)]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Plough 5" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "55"
    assert send(hosted, ip="203.0.113.8").status_code == 303
    assert Delivery.objects.count() == 6


def test_a_household_of_version_six_is_one_address(hosted, monkeypatch):
    at = clock.now().replace(second=5)
    monkeypatch.setattr("crm_project.lib.often.clock.now", lambda: at)

    answers = [send(hosted, ip=f"2001:db8::{n}", comment=f"Plough {n}").status_code for n in range(1, 7)]

    assert answers == [303] * 5 + [429]


def test_without_redis_nobody_is_refused(hosted, request):
    away = request.getfixturevalue("settings")
    away.REDIS_URL = "redis://127.0.0.1:1/0"
    away.CACHES = {"default": {**away.CACHES["default"], "LOCATION": away.REDIS_URL}}
    broker.client.cache_clear()
    try:
        assert [send(hosted, comment=f"Plough {n}").status_code for n in range(7)] == [303] * 7
    finally:
        broker.client.cache_clear()
        breaker.broker_answered()


@pytest.mark.parametrize("name", ["form", "thanks"])
def test_junk_in_the_address_breaks_nothing(hosted, name):
    for query in ("utm_source=%00", "utm_source=" + "x" * 5000, "mark=1&consent=2&homepage=3", "utm_source=%ff"):
        assert Client().get(f"{url(hosted, name)}?{query}").status_code in (200, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*NINA, "mark", "email", "page", "utm_source", "homepage", "x"]), st.text(max_size=30)))
def test_no_typed_nonsense_ends_in_an_error(hosted, typed):
    assert Client().post(url(hosted), typed).status_code in (303, 422)


def test_junk_in_the_form_breaks_nothing(hosted):
    for body, kind in ((b"\xff\xfe", "multipart/form-data; boundary=x"), (b"person=%00&phone=%ff", "application/x-www-form-urlencoded")):
        assert Client().generic("POST", url(hosted), body, kind).status_code in (400, 422)
    assert Client().generic("POST", url(hosted), b"x" * 1_100_000, "text/plain").status_code == 413


# -- letters of old pages ------------------------------------------------------------


@pytest.mark.parametrize("content_type", ["; charset=windows-1251", "; charset=utf-8", ""])
@pytest.mark.parametrize("more", [{}, {"_charset_": "windows-1251"}])
def test_a_form_on_an_old_page_is_read_in_its_letters(hosted, content_type, more):
    typed = {"mark": mark_of(hosted), **NINA, "person": "Нина Ёлкина", "comment": "«Плуг» № 5", **more}
    body = urlencode(typed, encoding="cp1251")

    answer = Client().post(url(hosted), body, content_type=f"application/x-www-form-urlencoded{content_type}")

    assert answer.status_code == 303
    drain()
    lead = Lead.objects.get()
    assert (lead.person, lead.phone) == ("Нина Ёлкина", "+79184421906")
    assert "«Плуг» № 5" in lead.comment


def test_a_form_in_parts_is_read_too(hosted):
    data = {"mark": mark_of(hosted), **NINA}
    assert Client().post(url(hosted), data).status_code == 303
    body = "--x\r\nContent-Disposition: form-data; name=person\r\n\r\nНина\r\n--x--\r\n".encode("cp1251")
    again = Client().post(url(hosted), body, content_type="multipart/form-data; boundary=x")
    assert again.status_code == 422
    assert "Нина" in again.content.decode()


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded"])
def test_what_is_no_form_at_all_is_a_bad_request_or_asked_again(hosted, content_type):
    body = b"&".join(b"a%d=1" % n for n in range(400)) if "url" in content_type else b"--x\r\nbroken"
    assert Client().post(url(hosted), body, content_type=content_type).status_code == 400

"""A browser that asked for it is woken once per notice, learns nothing but that there is one, and only while its person is signed in."""

import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from accounts import sessions
from accounts.models import KnownSession
from crm_project.lib import clock
from notifications import push, vapid
from notifications.models import Notice, PushSubscription
from notifications.preferences import choose
from notifications.push_hosts import ForeignHost, check
from notifications.telling import notify
from outbox.drain import drain
from outbox.models import Parcel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("three_kinds")]

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc:def"


@pytest.fixture
def called(monkeypatch):
    """The endpoints that were called; `answer` is what the service says."""
    calls, answer = [], {"status": 201}

    def send(endpoint):
        calls.append(endpoint)
        return answer["status"]

    monkeypatch.setattr(push, "_send", send)
    return calls, answer


def subscribe(person, endpoint=ENDPOINT, **facts):
    return PushSubscription.keep(person, endpoint, **facts)


def tell(person, key="one", verb="thing.usual"):
    notify([person], verb, key=key, details={"words": f"<b>{key}</b>"})


# -- once ---------------------------------------------------------------------------------


def test_a_browser_is_called_once_however_often_it_is_told(anna, called):
    subscribe(anna)
    tell(anna)
    tell(anna)
    drain()
    drain()

    assert called[0] == [ENDPOINT]


def test_each_browser_of_a_person_is_called(anna, boris, called):
    subscribe(anna)
    subscribe(anna, ENDPOINT + "2")
    subscribe(boris, ENDPOINT + "3")
    tell(anna)
    drain()

    assert sorted(called[0]) == [ENDPOINT, ENDPOINT + "2"]


def test_whoever_has_no_browser_costs_no_parcel(anna, called):
    tell(anna)

    assert not Parcel.objects.filter(kind="notice_push").exists()


def test_what_was_read_before_the_call_calls_nobody(anna, called):
    subscribe(anna)
    tell(anna)
    Notice.objects.visible_to(anna).read(clock.now())
    drain()

    assert called[0] == []


def test_push_is_off_for_the_kind_that_was_switched_off(anna, called):
    subscribe(anna)
    choose(anna, {"thing.usual": {"push": False}})
    tell(anna)
    drain()

    assert called[0] == []


# -- what becomes of a browser ----------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_not_called_again(anna, called, status):
    subscribe(anna)
    called[1]["status"] = status
    tell(anna)
    drain()
    tell(anna, "two")
    drain()

    assert len(called[0]) == 1
    assert PushSubscription.objects.get().gone_at


def test_a_service_that_is_down_is_tried_again_and_the_others_only_once(anna, called):
    subscribe(anna)
    called[1]["status"] = 503
    tell(anna)
    drain()
    parcel = Parcel.objects.get(kind="push")

    assert parcel.state == Parcel.State.WAITING
    assert "503" in parcel.last_error
    assert "abc" not in parcel.last_error


def test_the_same_browser_goes_to_whoever_signs_in_there(anna, boris):
    subscribe(anna)
    subscribe(boris)

    assert [kept.user for kept in PushSubscription.objects.all()] == [boris]


def test_signing_out_and_leaving_end_it(client, anna, admin, rf, called):
    request = rf.get("/")
    request.session, request.ip = client.session, "127.0.0.1"
    sessions.enter(request, anna, remember=False)
    subscribe(anna, session=KnownSession.objects.get())
    sessions.forget(request)
    assert not PushSubscription.objects.exists()

    subscribe(anna)
    anna.deactivate(by=admin)
    assert not PushSubscription.objects.exists()


def test_a_session_that_ran_out_is_not_called(anna, called, monkeypatch):
    session = KnownSession.objects.create(user=anna, session_key="k", created_at=clock.now(), seen_at=clock.now(), until=clock.now())
    subscribe(anna, session=session)
    tell(anna)
    drain()

    assert called[0] == []


def test_two_tabs_that_keep_one_browser_keep_one_row(transactional_db, anna):
    from django.db import connection

    def keep(_number):
        try:
            return subscribe(anna).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(keep, range(4)))) == 1


# -- where a call may go ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user:word@fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://[::1/x",
        "https://fcm.googleapis.com:port/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_only_known_services_are_called(client, anna, endpoint):
    with pytest.raises(ForeignHost):
        check(endpoint)
    client.force_login(anna)

    assert client.post("/notices/browsers/keep/", {"endpoint": endpoint}).status_code == 422
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://updates.push.services.mozilla.com/wpush/v2/a",
        "https://wns2-par02p.notify.windows.com/w/?token=a",
        "https://web.push.apple.com/a",
    ],
)
def test_the_services_of_the_usual_browsers_are_known(endpoint):
    check(endpoint)


def test_a_host_taken_from_the_list_is_called_no_more(anna, called, settings):
    subscribe(anna)
    tell(anna)
    settings.PUSH_HOSTS = []
    drain()

    assert called[0] == []
    assert PushSubscription.objects.get().gone_at


# -- the call itself -----------------------------------------------------------------------------


@pytest.fixture
def service(monkeypatch, settings, tmp_path):
    """A push service of our own: what it was asked, and what it answers."""
    asked, answer = [], {"status": 201}

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(answer["status"])
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(push, "check", lambda endpoint: None)
    yield f"http://127.0.0.1:{server.server_port}/send", asked, answer
    server.shutdown()
    server.server_close()


def kept_at(person, endpoint):
    return PushSubscription.objects.create(user=person, endpoint=endpoint, created_at=clock.now())


def test_the_call_carries_our_name_and_not_a_word(anna, service):
    endpoint, asked, _answer = service
    kept_at(anna, endpoint)
    tell(anna)
    drain()
    ((path, headers, body),) = asked

    assert (path, body) == ("/send", b"")
    assert headers["authorization"].startswith("vapid t=")
    assert headers["ttl"] == "14400"
    assert PushSubscription.objects.get().last_ok_at


def test_a_call_follows_no_redirection(anna, service):
    endpoint, asked, answer = service
    answer["status"] = 302
    kept_at(anna, endpoint)
    tell(anna)
    drain()

    assert [path for path, *_rest in asked] == ["/send"]
    assert Parcel.objects.get(kind="push").state == Parcel.State.WAITING


def test_the_keys_are_made_once_and_are_nobody_elses(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _number: vapid.keys(), range(8)))

    assert all(keys == made[0] for keys in made)
    assert stat.S_IMODE((tmp_path / "vapid.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["vapid.json"]


# -- what the browser asks -------------------------------------------------------------------------


def test_the_browser_is_told_what_it_was_called_for_and_once(client, anna, called):
    subscribe(anna)
    tell(anna, "one")
    drain()
    tell(anna, "not called for yet")
    client.force_login(anna)
    first = client.get("/notices/unseen/").json()
    again = client.get("/notices/unseen/", {"after": first["upto"]}).json()

    assert [told["text"] for told in first["notices"]] == ["Told: <b>one</b>"]
    assert again == {"notices": [], "upto": ""}


def test_a_flood_is_shortened(client, anna, called):
    subscribe(anna)
    for number in range(9):
        tell(anna, f"n{number}")
    drain()
    client.force_login(anna)
    told = client.get("/notices/unseen/").json()["notices"]

    assert len(told) == 4
    assert told[0]["url"] == "/notices/"


def test_nobody_is_told_anothers(client, anna, boris, called):
    subscribe(anna)
    tell(anna)
    drain()
    client.force_login(boris)

    assert client.get("/notices/unseen/").json()["notices"] == []
    assert Client().get("/notices/unseen/").status_code == 302


@pytest.mark.parametrize("after", ["nonsense", "2026-13-45T00:00:00Z", "2026-11-16T10:00:00", "9" * 60])
def test_a_mark_nobody_gave_is_as_none(client, anna, called, after):
    subscribe(anna)
    tell(anna)
    drain()
    client.force_login(anna)

    assert len(client.get("/notices/unseen/", {"after": after}).json()["notices"]) == 1


def test_a_browser_is_forgotten_by_its_person_alone(client, anna, boris):
    kept = subscribe(anna)
    client.force_login(boris)
    client.post("/notices/browsers/drop/", {"endpoint": ENDPOINT})
    assert client.post(f"/notices/browsers/{kept.pk}/forget/").status_code == 404
    client.force_login(anna)
    client.post(f"/notices/browsers/{kept.pk}/forget/")

    assert not PushSubscription.objects.exists()


def test_the_worker_of_the_browser_speaks_for_every_page(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"/notices/unseen/" in answer.content


def test_the_key_on_the_page_is_the_public_one(client, anna, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client.force_login(anna)
    page = client.get("/notices/preferences/").content.decode()
    keys = json.loads((tmp_path / "vapid.json").read_text())

    assert keys["public"] in page
    assert keys["private"] not in page


def test_a_press_leads_where_the_sentence_leads(client, anna, called):
    from django.utils.html import format_html

    from notifications.kinds import notice

    notice("thing.linked", "Something with a link", mail=True)(
        lambda told, _subject: format_html('<a href="{}">3 tasks</a>', "/tasks/?a=1&b=2")
    )
    subscribe(anna)
    tell(anna, verb="thing.linked")
    drain()
    client.force_login(anna)
    (told,) = client.get("/notices/unseen/").json()["notices"]

    assert (told["text"], told["url"]) == ("3 tasks", "/tasks/?a=1&b=2")

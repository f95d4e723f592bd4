"""The live push: who may listen, what arrives, when it ends."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from crm_project.lib import breaker, live
from crm_project.push import app as push
from crm_project.push import hub as hub_module
from crm_project.push.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)


def _run(story):
    """In a thread of its own: a browser of another test may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    breaker.broker_answered()
    monkeypatch.setattr(push, "hub", push.Hub())
    threads = ThreadPoolExecutor(1)
    monkeypatch.setattr("crm_project.push.listener._threads", threads)
    yield
    threads.submit(connections.close_all).result()
    threads.shutdown()


@pytest.fixture
def key(anna):
    """Anna's session."""
    session = SessionStore()
    session[SESSION_KEY] = str(anna.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = anna.get_session_auth_hash()
    session.save()
    return session.session_key


@pytest.fixture(autouse=True)
def _backend(settings):
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]


def scope(key=None, **headers):
    given = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if key:
        given["cookie"] = f"session={key}"
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    return {"type": "http", "method": "GET", "path": "/events/", "headers": pairs}


class Browser:
    """The other end of the wire."""

    def __init__(self):
        self.said = asyncio.Queue()
        self.left = asyncio.Event()
        self.status = None
        self.headers = {}

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        await self.said.put(message)

    async def hear(self, word, seconds=5):
        """The first piece that contains the word."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.said.get()
                if word in message.get("body", b"").decode():
                    return message["body"].decode()


@asynccontextmanager
async def listening(asked):
    browser = Browser()
    stream = asyncio.create_task(push.events(asked, browser.receive, browser.send))
    try:
        await browser.said.get()
        yield browser, stream
    finally:
        browser.left.set()
        await asyncio.wait_for(stream, 5)


def answer_to(asked):
    async def ask():
        async with listening(asked) as (browser, _):
            return browser

    return _run(ask())


def test_nobody_listens_without_a_session():
    assert answer_to(scope()).status == 401
    assert answer_to(scope("no-such-session")).status == 401


def test_a_page_of_another_host_is_refused(key):
    assert answer_to(scope(key, origin="https://evil.example")).status == 403
    assert answer_to(scope(key, sec_fetch_site="cross-site")).status == 403
    assert answer_to(scope(key, host="evil.example")).status == 403


def test_only_get_opens_a_stream(key):
    assert answer_to(scope(key) | {"method": "POST"}).status == 405


def test_an_open_stream_has_the_headers_of_every_answer(key):
    browser = answer_to(scope(key))
    assert browser.status == 200
    assert browser.headers[b"content-type"].startswith(b"text/event-stream")
    assert b"default-src 'none'" in browser.headers[b"content-security-policy"]
    assert browser.headers[b"cache-control"] == b"no-store"


def test_a_hint_reaches_its_user_and_nobody_else(key, anna):
    async def story():
        async with listening(scope(key)) as (browser, _):
            await asyncio.sleep(0.3)
            await asyncio.to_thread(live._send, f"user:{anna.pk + 1}", json.dumps({"event": "badges", "data": {"n": 1}}))
            await asyncio.to_thread(live._send, f"user:{anna.pk}", json.dumps({"event": "badges", "data": {"n": 2}}))
            return await browser.hear("event: badges")

    assert _run(story()) == 'event: badges\ndata: {"n": 2}\n\n'


def test_boards_are_heard_by_those_the_app_names(key, monkeypatch):
    monkeypatch.setattr(live, "_hearing", [lambda user: {"board:3"}])

    async def story():
        async with listening(scope(key)) as (browser, _):
            await asyncio.sleep(0.3)
            await asyncio.to_thread(live._send, "board:4", json.dumps({"event": "board", "data": {"deal": 1}}))
            await asyncio.to_thread(live._send, "board:3", json.dumps({"event": "board", "data": {"deal": 2}}))
            return await browser.hear("event: board")

    assert '"deal": 2' in _run(story())


def test_a_stream_ends_soon_after_its_session(key, monkeypatch):
    monkeypatch.setattr(push, "RECHECK_SECONDS", 0)
    monkeypatch.setattr(push, "HEARTBEAT_SECONDS", 0.1)

    async def story():
        async with listening(scope(key)) as (browser, stream):
            await browser.hear(": beat")
            await asyncio.to_thread(SessionStore(key).delete)
            await browser.hear("event: ended")
            await asyncio.wait_for(stream, 5)

    _run(story())


def test_one_user_cannot_hold_every_stream(key, monkeypatch):
    monkeypatch.setattr(push, "MOST_PER_USER", 1)

    async def story():
        async with listening(scope(key)), listening(scope(key)) as (second, _):
            return second

    second = _run(story())
    assert second.status == 429
    assert b"retry-after" in second.headers


def test_a_stream_lives_while_the_broker_is_away(key, settings, monkeypatch):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    monkeypatch.setattr(push, "HEARTBEAT_SECONDS", 0.1)

    async def story():
        async with listening(scope(key)) as (browser, stream):
            await browser.hear(": beat")
            return stream.done()

    assert _run(story()) is False


def test_who_cannot_keep_up_is_told_to_read_anew():
    async def story():
        hub = push.Hub()
        stream = hub.join(Listener(7, frozenset({"user:7"})))
        for number in range(hub_module.MOST_WAITING + 1):
            hub.tell("user:7", {"event": "board", "data": {"n": number}})
        hub.leave(stream)
        return stream.get_nowait(), stream.empty()

    assert _run(story()) == (hub_module.RESYNC, True)

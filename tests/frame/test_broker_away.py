"""Without Redis every page works, and no request waits for it."""

import socket
from time import monotonic

import pytest
from celery import Celery
from django.core.cache import caches
from django.test import Client

from crm_project.celery import app
from crm_project.lib import breaker, broker, live
from crm_project.lib.wake import wake

pytestmark = pytest.mark.django_db

PATIENCE_SECONDS = 5  # two seconds of a hanging broker, and a busy machine; a naive client hangs for thirty


@pytest.fixture
def black_hole(settings):
    """A Redis that takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        _point_at(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield
    _forget()


@pytest.fixture
def refusing(settings):
    _point_at(settings, "redis://127.0.0.1:1/0")
    yield
    _forget()


def _point_at(settings, url):
    _forget()
    settings.REDIS_URL = url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}


def _forget():
    broker.client.cache_clear()
    breaker.broker_answered()


@pytest.fixture(params=["black_hole", "refusing"])
def broker_away(request):
    request.getfixturevalue(request.param)


def test_the_cache_answers_as_an_empty_one(broker_away):
    cache = caches["default"]
    started = monotonic()
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is True
    assert monotonic() - started < PATIENCE_SECONDS


def test_a_hint_that_cannot_be_sent_holds_nobody_up(broker_away, django_capture_on_commit_callbacks):
    started = monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        live.publish("user:7", "badges")
        live.publish("user:8", "badges")
    assert monotonic() - started < PATIENCE_SECONDS


def test_after_one_failure_the_broker_is_left_alone_for_a_while(broker_away):
    caches["default"].get("a")
    assert breaker.broker_is_away()
    started = monotonic()
    for number in range(100):
        caches["default"].get(number)
        live._send("user:7", "{}")
    assert monotonic() - started < 0.5


def test_a_page_is_served_without_the_broker(broker_away):
    started = monotonic()
    assert Client().get("/nothing/").status_code == 404
    assert monotonic() - started < PATIENCE_SECONDS


def test_not_ready_without_the_broker(broker_away):
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"]["ok"] is False


def test_waking_a_worker_never_raises_nor_waits(black_hole, settings, monkeypatch):
    lonely = Celery("lonely", broker=settings.REDIS_URL, broker_transport_options=app.conf.broker_transport_options)
    monkeypatch.setattr("crm_project.celery.app", lonely)
    started = monotonic()
    for _ in range(5):
        wake()
    assert monotonic() - started < PATIENCE_SECONDS


def test_what_is_cached_comes_back_when_the_broker_is_there():
    _forget()
    caches["default"].set("greeting", "hello", 5)
    assert caches["default"].get("greeting") == "hello"

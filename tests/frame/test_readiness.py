"""/healthz lives, /readyz works."""

import pytest

from crm_project.jobs import tick
from crm_project.lib import readiness, ticks
from crm_project.lib.broker import client as broker
from crm_project.lib.readiness_marks import KEY, note_tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_checks_of_the_frame(monkeypatch):
    own = {name: check for name, check in readiness._checks.items() if name in {"database", "broker", "tick"}}
    monkeypatch.setattr(readiness, "_checks", own)


@pytest.fixture
def ticked():
    note_tick(broker())
    yield
    broker().delete(KEY)


def test_the_process_lives(client):
    assert client.get("/healthz").json() == {"ok": True}


def test_ready_means_every_check_is_good(client, ticked):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["tick"]["age_seconds"] <= 2


def test_without_a_tick_it_is_not_ready(client):
    broker().delete(KEY)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["tick"] == {"ok": False, "age_seconds": None}


def test_a_check_that_breaks_counts_as_bad_and_tells_no_secrets(client, ticked):
    @readiness.check("department_day")
    def broken():
        raise RuntimeError("password=secret")

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["department_day"] == {"ok": False, "error": "RuntimeError"}


def test_a_tick_wakes_every_registered_job_and_leaves_its_mark(monkeypatch):
    sent = []
    monkeypatch.setattr("crm_project.jobs.app.send_task", lambda name, **options: sent.append((name, options["queue"])))
    monkeypatch.setattr(ticks, "_jobs", {"outbox.drain": "critical"})
    tick()
    assert sent == [("outbox.drain", "critical")]
    assert broker().get(KEY)


def test_a_queue_that_nobody_serves_is_refused():
    with pytest.raises(ValueError, match="no queue"):
        ticks.every_minute("x", queue="urgent")

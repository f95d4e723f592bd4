"""How jobs run, and how passwords and logs are kept."""

import json
import logging
import sys
import time

from django.conf import settings

from crm_project.celery import app
from crm_project.lib import logs
from crm_project.lib.passwords import TunedArgon2Hasher


def test_a_job_is_acknowledged_after_it_is_done_and_runs_again_when_its_worker_dies():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1


def test_jobs_speak_json_and_keep_no_results():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result is True
    assert not app.conf.result_backend


def test_the_only_schedule_is_one_tick_a_minute():
    assert {name: entry["schedule"] for name, entry in app.conf.beat_schedule.items()} == {"tick": 60.0}


def test_a_broker_that_hangs_is_given_up_within_seconds():
    options = app.conf.broker_transport_options
    assert (options["socket_connect_timeout"], options["socket_timeout"]) == (1, 2)


def test_every_job_has_limits():
    assert 0 < app.conf.task_soft_time_limit < app.conf.task_time_limit


def test_a_password_takes_time_but_not_a_second():
    hasher = TunedArgon2Hasher()
    started = time.process_time()
    hasher.encode("correct horse battery staple", hasher.salt())
    assert 0.02 < time.process_time() - started < 1


def test_passwords_are_kept_as_argon2():
    assert settings.PASSWORD_HASHERS[1] == "crm_project.lib.passwords.TunedArgon2Hasher"


def test_a_log_line_is_one_json_object_without_local_variables():
    try:
        password = "".join(["canary", "-", "word"])
        raise ValueError(len(password))
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "said %s", ("so",), sys.exc_info())
    line = logs.formatter().format(record)
    assert json.loads(line)["event"] == "said so"
    assert "\n" not in line
    assert "canary-word" not in line


def test_a_log_reader_that_stands_still_holds_nobody_up(monkeypatch):
    handler = logs.PatientHandler()
    handler.setFormatter(logs.formatter())
    monkeypatch.setattr(handler, "_write", lambda: time.sleep(60))
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "line", (), None)
    started = time.monotonic()
    for _ in range(logs.MOST_WAITING + 10):
        handler.emit(record)
    assert time.monotonic() - started < 10

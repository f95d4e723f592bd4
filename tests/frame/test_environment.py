"""Settings come from the environment, and nonsense stops the start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from crm_project import env

GOOD = {
    "APP_ENV": "production",
    "SECRET_KEY": "kV3r7Zq0pXn5Tt1yWm9sUb4hJc8gLd2fAe6iOoQ1wE2rT3yU4iP5",
    "BASE_URL": "https://crm.dealer.ru",
    "ALLOWED_HOSTS": "crm.dealer.ru",
    "DATABASE_URL": "postgresql://ordo:word@db.dealer.ru:5433/ordo",
    "REDIS_URL": "redis://redis.dealer.ru:6379/2",
}


def start_with(**changes):
    environment = {key: value for key, value in {"PATH": os.environ["PATH"], **GOOD, **changes}.items() if value is not None}
    command = [sys.executable, "-c", "import crm_project.settings"]
    return subprocess.run(command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=False)


def test_production_starts_with_what_the_handbook_of_deployment_names():
    assert start_with().returncode == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 40}, "placeholder"),
        ({"SECRET_KEY": "change-me-please-" + "x" * 40}, "placeholder"),
        ({"SECRET_KEY": "short"}, "too short"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"BASE_URL": "http://crm.dealer.ru"}, "must begin with https://"),
        ({"APP_TEST_CLOCK": "+1:00:00"}, "real clock"),
        ({"APP_ENV": "prod"}, "APP_ENV must be one of"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "sqlite:///db"}, "PostgreSQL only"),
        ({"REDIS_URL": "http://redis"}, "redis://"),
        ({"SMTP_PORT": "many"}, "SMTP_PORT must be a whole number"),
        ({"SMTP_STARTTLS": "maybe"}, "SMTP_STARTTLS must be yes or no"),
    ],
)
def test_production_refuses_what_is_missing_or_a_placeholder(changes, words):
    done = start_with(**changes)
    assert done.returncode != 0
    assert words in done.stderr


def test_debug_never_reaches_production():
    environment = {"PATH": os.environ["PATH"], **GOOD, "DEBUG": "yes"}
    command = [sys.executable, "-c", "import crm_project.settings as s; assert s.DEBUG is False"]
    assert subprocess.run(command, cwd=settings.ROOT, env=environment, check=False).returncode == 0


def test_cookies_are_bound_to_the_host_under_tls():
    code = "import crm_project.settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.ROOT,
        env={"PATH": os.environ["PATH"], **GOOD},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "True"]


def test_a_database_address_may_name_a_socket_folder(monkeypatch):
    monkeypatch.setenv("X_URL", "postgresql://ordo:p%40ss@/ordo?host=/run/ordo")
    database = env.env_database("X_URL", lock_timeout=5000)
    assert (database["HOST"], database["PASSWORD"], database["NAME"]) == ("/run/ordo", "p@ss", "ordo")
    assert "-c lock_timeout=5000" in database["OPTIONS"]["options"]


def test_numbers_stay_in_their_bounds(monkeypatch):
    monkeypatch.setenv("X_PORT", "70000")
    with pytest.raises(ImproperlyConfigured):
        env.env_int("X_PORT", 1, most=65535)

"""Windows of people on the real server, on a Tuesday morning; nothing may complain while they work."""

import traceback

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.test import Client
from playwright.sync_api import expect

from tests.browser.hands import Window
from tests.browser.serving import Server

expect.set_options(timeout=15_000)

TUESDAY = "2026-11-17T11:00:00+03:00"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser" and "window" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(django_db_setup, django_db_blocker):
    server = Server()
    server.begin()
    yield server
    with django_db_blocker.unblock():
        server.end()


@pytest.fixture
def _tuesday(monkeypatch):
    from django.utils import timezone
    from django.utils.dateparse import parse_datetime

    away = parse_datetime(TUESDAY) - timezone.now()
    monkeypatch.setenv("APP_TEST_CLOCK", str(int(away.total_seconds())) if away.total_seconds() < 0 else f"+{int(away.total_seconds())}")


@pytest.fixture
def faults():
    """What went wrong inside the server, as it would stand in the log."""
    found = []

    def note(sender, request=None, **kwargs):
        found.append(f"{request.method} {request.path}\n{traceback.format_exc(limit=-4)}")

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


@pytest.fixture
def window(chromium, server, transactional_db, _tuesday, faults):
    """`window(anna)` opens the browser of a person; `window()` that of a stranger."""
    opened = []

    def open_window(user=None, *, phone=False, **options):
        if phone:
            options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2, **options}
        options = {
            "viewport": {"width": 1440, "height": 900},
            "locale": "en-GB",
            "reduced_motion": "reduce",
            "base_url": server.url,
            **options,
        }
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        opened.append(context)
        if user:
            client = Client()
            client.force_login(user)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["session"].value, "url": server.url}])
        return Window(context.new_page())

    yield open_window
    complaints = [words for context in opened for page in context.pages for words in page.complaints]
    for context in opened:
        context.close()
    server.rest()
    assert "\n".join(complaints + faults) == ""

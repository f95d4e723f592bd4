"""Every answer, whatever its kind, tells the browser the same strict things."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import path

from crm_project.lib.refusals import BadParameters, TooLarge, TooManyRequests
from crm_project.middleware.headers import policy

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'self'; object-src 'none'; "
    "form-action 'self'; base-uri 'none'"
)


def refuse(exception):
    def view(request):
        raise exception

    view.login_required = False
    view.required_right = "public"
    return view


from crm_project.urls import handler400, handler403, handler404, handler500, urlpatterns as addresses  # noqa: E402, I001

urlpatterns = [
    *addresses,
    path("x/busy/", refuse(TooManyRequests(30))),
    path("x/large/", refuse(TooLarge())),
    path("x/bad/", refuse(BadParameters())),
    path("x/broken/", refuse(RuntimeError("SELECT secret FROM /home"))),
]

ANSWERS = [
    ("GET", "/", None),
    ("GET", "/healthz", 200),
    ("HEAD", "/healthz", 200),
    ("GET", "/readyz", None),
    ("GET", "/nothing/", 404),
    ("POST", "/nothing/", 404),
    ("GET", "/static/js/theme.js", 200),
    ("GET", "/static/nothing.js", 404),
    ("POST", "/healthz", 405),
    ("TRACE", "/healthz", 405),
    ("PROPFIND", "/healthz", 405),
    ("PUT", "/healthz", 405),
    ("GET", "/healthz?q=%00", 400),
    ("GET", "/healthz?q=%ff%fe", 400),
    ("GET", "/healthz?q=%ED%A0%80", 400),
    ("GET", "/nothing/%00/", 400),
    ("GET", "/x/busy/", 429),
    ("GET", "/x/large/", 413),
    ("GET", "/x/bad/", 400),
    ("GET", "/x/broken/", 500),
    ("GET", "/deals/", None),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("method", "address", "status"), ANSWERS)
def test_every_kind_of_answer_carries_the_headers(browser, method, address, status):
    path_info, _, query = address.partition("?")
    answer = browser.generic(method, path_info.replace("%00", "\x00"), QUERY_STRING=query)
    if status:
        assert answer.status_code == status
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Request-ID"]


def test_a_foreign_host_is_refused_with_the_headers_too(browser):
    answer = browser.get("/deals/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer["Content-Security-Policy"] == POLICY


def test_the_policy_needs_no_exceptions():
    assert policy() == POLICY
    assert "unsafe" not in POLICY
    assert "nonce" not in POLICY


def test_an_error_page_gives_a_code_and_nothing_else_away(browser):
    answer = browser.get("/x/broken/")
    body = answer.content.decode()
    assert answer["X-Request-ID"] in body
    assert not re.search(r"Traceback|SELECT|/home|RuntimeError", body)


def test_404_is_the_same_for_every_address(browser):
    def page(address):
        body = browser.get(address).content.decode().replace(address, "")
        return re.sub(r"[A-Za-z0-9]{64}", "", body)  # the form token is new every time

    assert page("/nothing/1/") == page("/nothing/2/")


def test_too_many_requests_say_when_to_come_back(browser):
    assert browser.get("/x/busy/")["Retry-After"] == "30"


def test_a_refused_method_names_the_allowed_ones(browser):
    assert browser.post("/healthz")["Allow"] == "GET, HEAD"


def test_tls_mode_insists_on_tls(browser):
    with override_settings(TLS=True, SECURE_HSTS_SECONDS=63072000):
        assert "max-age=63072000; includeSubDomains" in browser.get("/healthz")["Strict-Transport-Security"]


__all__ = ["handler400", "handler403", "handler404", "handler500"]

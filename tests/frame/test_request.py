"""Who asks, under which id, in which language and zone."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from crm_project.lib.proxies import client_address
from crm_project.lib.request_context import current_request_facts
from crm_project.middleware.person import PersonMiddleware
from crm_project.middleware.request import RequestMiddleware

pytestmark = pytest.mark.django_db


def environ(peer, forwarded=None):
    found = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil"}
    return found | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})


def test_a_stranger_cannot_speak_for_another_address():
    facts = environ("203.0.113.9", "10.0.0.1")
    assert client_address(facts, ["10.0.0.0/8"]) == "203.0.113.9"
    assert "HTTP_X_FORWARDED_PROTO" not in facts
    assert "HTTP_X_FORWARDED_HOST" not in facts


def test_a_trusted_proxy_tells_the_last_address_it_did_not_add_itself():
    assert client_address(environ("10.0.0.5", "1.1.1.1, 198.51.100.7, 10.0.0.4"), ["10.0.0.0/8"]) == "198.51.100.7"


def test_a_proxy_on_a_socket_is_trusted_by_its_word():
    assert client_address(environ("", "198.51.100.7"), ["unix"]) == "198.51.100.7"
    assert client_address(environ("", "198.51.100.7"), []) is None


def test_nonsense_is_no_address():
    assert client_address(environ("10.0.0.5", "<script>"), ["10.0.0.5"]) is None


def test_a_fact_written_in_a_request_knows_its_id_and_address(rf):
    seen = []

    def view(request):
        seen.append((*current_request_facts(), request.id))
        return HttpResponse()

    answer = RequestMiddleware(view)(rf.get("/", REMOTE_ADDR="198.51.100.7", HTTP_X_REQUEST_ID="given-by-stranger"))
    ip, request_id, own_id = seen[0]
    assert ip == "198.51.100.7"
    assert request_id == own_id == answer["X-Request-ID"] != "given-by-stranger"
    assert current_request_facts() == (None, "")


@override_settings(TRUSTED_PROXIES=["10.0.0.5"])
def test_a_trusted_proxy_may_give_the_id(rf):
    answer = RequestMiddleware(lambda request: HttpResponse())(rf.get("/", REMOTE_ADDR="10.0.0.5", HTTP_X_REQUEST_ID="abc-12345678"))
    assert answer["X-Request-ID"] == "abc-12345678"


def answer_for(user, **cookies):
    """(language, zone, answer) a view would have for this person."""
    request = RequestFactory().get("/")
    request.user = user
    request.COOKIES = {"session": "x", **cookies}
    seen = []

    def view(request):
        seen.extend([translation.get_language(), str(timezone.get_current_timezone())])
        return HttpResponse()

    with translation.override("ru"):
        answer = PersonMiddleware(view)(request)
    return *seen, answer


def test_the_profile_decides_the_language_and_the_zone(anna):
    anna.language, anna.zone = "en", "Asia/Vladivostok"
    assert answer_for(anna, zone="Europe/Samara")[:2] == ("en", "Asia/Vladivostok")


def test_the_department_decides_the_zone_where_the_profile_is_silent(anna, monkeypatch):
    anna.language = ""
    monkeypatch.setattr(type(anna), "zone_name", "Asia/Yekaterinburg")
    assert answer_for(anna, zone="Europe/Samara")[:2] == ("ru", "Asia/Yekaterinburg")


def test_the_browser_decides_the_zone_before_anybody_signed_in():
    assert answer_for(AnonymousUser(), zone="Europe/Samara")[1] == "Europe/Samara"


def test_an_unknown_zone_is_the_companys():
    assert answer_for(AnonymousUser(), zone="../../etc/passwd")[1] == "Europe/Moscow"


def test_pages_of_a_signed_in_person_are_not_stored(anna):
    assert "no-store" in answer_for(anna)[2]["Cache-Control"]


def test_who_has_no_profile_and_no_wish_reads_russian(client):
    assert client.get("/nothing/")["Content-Language"] == "ru"
    assert client.get("/nothing/", headers={"accept-language": "en-GB,en;q=0.9"})["Content-Language"] == "en"
    assert client.get("/nothing/", headers={"accept-language": "kk"})["Content-Language"] == "ru"

"""A webhook reaches public servers only, at the address that was looked at, and follows nobody."""

import base64
import hashlib
import hmac
import socket
import ssl

import pytest
from django.utils import translation

from automation import webhook
from automation.models import Firing
from automation.signing import secret_of
from automation.webhook import WebhookFailed, call, is_public, public_address, wrong_address
from crm_project.lib import clock
from outbox.drain import drain
from outbox.models import Parcel
from tests.factories import make_deal, make_task
from timeline.sentences import read

from .conftest import deeds_of

pytestmark = pytest.mark.django_db
PAYLOAD = {"url": "https://hooks.example.com/ordo?x=1", "key": "automation:1:a", "rule": 7, "body": {"rule": "Напомнить"}}


class Answer:
    def __init__(self, status):
        self.status, self.reason = status, "Told"


@pytest.fixture
def names(monkeypatch):
    """What names lead to."""

    def lead(*addresses):
        found = [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, 443)) for one in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)

    return lead


@pytest.fixture
def calls(monkeypatch):
    """What would have been sent, and what the other side answers."""
    sent, answers = [], [200]

    def request(self, method, path, body, headers):
        sent.append((self.address, self.host, method, path, body.decode(), headers))

    monkeypatch.setattr(webhook._Pinned, "request", request)
    monkeypatch.setattr(webhook._Pinned, "getresponse", lambda self: Answer(answers[0]))
    return sent, answers


def test_it_is_sent_to_the_address_that_was_looked_at(names, calls):
    names("93.184.216.34")
    call(PAYLOAD)
    address, host, method, path, body, headers = calls[0][0]
    assert (address, host, method, path) == ("93.184.216.34", "hooks.example.com", "POST", "/ordo?x=1")
    assert body == '{"rule": "Напомнить"}'
    assert headers["Idempotency-Key"] == "automation:1:a"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "fe80::1",
     "fc00::1", "::ffff:192.168.0.1", "64:ff9b::a00:1", "2002:a00:1::", "255.255.255.255"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_called(names, calls, address):
    names("93.184.216.34", address)
    assert not is_public(address)
    with pytest.raises(WebhookFailed):
        call(PAYLOAD)
    assert calls[0] == []


def test_a_name_that_leads_nowhere_is_not_called(names):
    names()
    with pytest.raises(WebhookFailed):
        public_address("hooks.example.com", 443)


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500])
def test_a_redirect_is_a_failure_like_any_other(names, calls, status):
    names("93.184.216.34")
    calls[1][0] = status
    with pytest.raises(WebhookFailed, match=str(status)):
        call(PAYLOAD)
    assert len(calls[0]) == 1


def test_an_address_that_turned_wrong_is_not_called(names, calls):
    names("93.184.216.34")
    with pytest.raises(WebhookFailed):
        call(PAYLOAD | {"url": "http://hooks.example.com/"})
    assert calls[0] == []


def test_the_name_of_the_certificate_is_checked(monkeypatch):
    """TLS is asked for the name, though the connection goes to an address."""
    asked = {}
    monkeypatch.setattr(socket, "create_connection", lambda place, timeout: asked.update(place=place) or "plain")
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", lambda self, plain, server_hostname: asked.update(name=server_hostname))
    connection = webhook._Pinned("hooks.example.com", "93.184.216.34", 443)
    connection.connect()
    assert asked == {"place": ("93.184.216.34", 443), "name": "hooks.example.com"}
    assert connection._context.check_hostname
    assert connection._context.verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "host", ["127.1", "127.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost.", "127.0.0.1.", "db.internal.", "999.1"]
)
def test_an_address_inside_is_known_however_it_is_written(host):
    assert wrong_address(f"https://{host}/x")


# -- what became of a call -------------------------------------------------------------


@pytest.fixture
def called(make_rule, anna, later):
    """A deal of Anna's whose rule has put one call into the outbox."""
    make_rule("task_done", {"do": "webhook", "url": "https://hooks.example.com/ordo"})
    deal = make_deal(anna)
    make_task(anna, deal=deal).complete(by=anna)
    later(seconds=1)
    return deal


def tries(number, later):
    """So many tries of the outbox, each when it is due; automation has nothing to do meanwhile."""
    for _turn in range(number):
        later(hours=2)
        drain()


def deeds(deal):
    return deeds_of(Firing.objects.of_deal(deal).get())[0]


def verbs(deal):
    return sorted(entry.verb for entry in deal.entries.with_verbs(["automation_called", "automation_not_called"]))


def test_a_call_waits_until_it_arrived_and_is_told_once(called, names, calls, later):
    names("93.184.216.34")
    assert deeds(called).endswith("it waits to be sent")
    assert verbs(called) == []

    tries(1, later)
    call(Parcel.objects.get(kind="automation.webhook").payload)

    assert deeds(called).endswith("it arrived (200)")
    assert verbs(called) == ["automation_called"]


def test_a_call_that_never_arrives_is_no_call(called, names, calls, later):
    names("93.184.216.34")
    calls[1][0] = 500
    tries(6, later)
    assert deeds(called).endswith("failed 6 times of 10, tried again: the other server answered 500")
    assert verbs(called) == []

    tries(6, later)

    assert deeds(called).endswith("given up after 10 tries: the other server answered 500")
    assert verbs(called) == ["automation_not_called"]
    with translation.override("ru"):
        assert "сервер ответил 500" in read(called.entries.with_verbs(["automation_not_called"]).get())


def test_a_call_that_an_administrator_sends_once_more_is_told_when_it_arrives(called, names, calls, later, admin):
    names("93.184.216.34")
    calls[1][0] = 500
    tries(10, later)
    Parcel.objects.get(kind="automation.webhook").revive(by=admin)
    calls[1][0] = 204
    tries(1, later)

    assert deeds(called).endswith("it arrived (204)")
    assert verbs(called) == ["automation_called", "automation_not_called"]


@pytest.mark.parametrize("url", ["https://hooks.example.com/ordo", "https://пример.рф/", "https://8.8.8.8:8443/x?y=z"])
def test_usual_addresses_are_taken(url):
    assert wrong_address(url) == ""


def test_the_other_side_can_check_that_the_call_is_ours(names, calls):
    """As the libraries of Standard Webhooks do: the secret without its prefix, over id, moment and body."""
    names("93.184.216.34")
    call(PAYLOAD)
    _address, _host, _method, _path, body, headers = calls[0][0]

    key = base64.b64decode(secret_of(7).removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    wanted = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    assert secret_of(7) != secret_of(8)

"""Calls of other people's servers: only https, only public addresses, no redirects; the outbox repeats what did not arrive.

The name is looked up once and the connection goes to the very address that was looked at, so that a name cannot point
elsewhere in between. Who receives a call twice knows it by its Idempotency-Key, and by its signature that it is ours.
"""

import http.client
import json
import re
import socket
import ssl
from functools import partial
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from crm_project.lib import clock
from outbox.handlers import handler

from . import calls
from .signing import signed

SECONDS = 10
_NUMBERS = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*", re.IGNORECASE)
INSIDE = [ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
"""Addresses that look public and may lead to private ones."""


class WebhookFailed(Exception):
    """The other side did not take the call; the outbox tries again. `why` is a code, `detail` what exactly."""

    def __init__(self, why, detail=""):
        super().__init__(f"{why}: {detail}")
        self.why, self.detail = why, detail


def wrong_address(url):
    """Why this address is not called, as a sentence, or "". The name itself is looked up only when it is called."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _("This is no address of a site.")
    if parts.scheme != "https":
        return _("Only addresses that begin with https:// are called.")
    if not parts.hostname or parts.username or parts.password or (port is not None and port < 1) or any(sign.isspace() for sign in url):
        return _("This is no address of a site.")
    if _is_inside_by_name(parts.hostname):
        return _("Addresses inside the company's own network are not called.")
    return ""


@handler("automation.webhook")
def call(payload):
    """One call, and what became of it, written down beside the act of the rule."""
    try:
        status = _send(payload)
    except (WebhookFailed, OSError, http.client.HTTPException, ValueError) as error:
        calls.failed(payload["key"], partial(words_of, error))
        raise
    calls.arrived(payload["key"], status)


def words_of(error):
    """Why a call did not arrive, as a sentence."""
    if isinstance(error, WebhookFailed) and error.why == "status":
        return _("the other server answered {status}").format(status=error.detail)
    if isinstance(error, WebhookFailed):
        return _("the address leads inside the company's own network or is no address")
    if isinstance(error, TimeoutError):
        return _("the other server did not answer in time")
    if isinstance(error, socket.gaierror):
        return _("there is no server of this name")
    if isinstance(error, ssl.SSLError):
        return _("the certificate of the other server is not right")
    return _("the other server could not be reached")


def _send(payload):
    """The answer of the other side, told to the address that is public at this moment."""
    if wrong := wrong_address(payload["url"]):
        raise WebhookFailed("address", wrong)
    parts = urlsplit(payload["url"])
    connection = _Pinned(parts.hostname, public_address(parts.hostname, parts.port or 443), parts.port or 443)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = json.dumps(payload["body"], cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": payload["key"], "User-Agent": "Ordo"}
    headers |= signed(payload["rule"], payload["key"], clock.now(), body)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise WebhookFailed("status", answer.status)
    return answer.status


def public_address(host, port):
    """The first address of the name; refused when any of its addresses is not a public one."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(is_public(one) for one in found):
        raise WebhookFailed("address", "The name leads to an address that is not public.")
    return sorted(found, key=lambda one: (":" in one, one))[0]


def is_public(address):
    known = ip_address(address.split("%")[0])
    known = getattr(known, "ipv4_mapped", None) or known
    return known.is_global and not known.is_multicast and not any(known in net for net in INSIDE if net.version == known.version)


def _is_inside_by_name(host):
    """Also of an address written short, as a number or with a dot behind: «127.1», «2130706433», «localhost.»"""
    host = host.rstrip(".")
    try:
        return not is_public(_unfolded(host))
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


def _unfolded(host):
    """An IPv4 address as the system reads it, in four parts; anything else as it is."""
    if not _NUMBERS.fullmatch(host):
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return "0.0.0.0"  # noqa: S104  numbers that are no address lead nowhere


class _Pinned(http.client.HTTPSConnection):
    """TLS for the name, to one address."""

    def __init__(self, host, address, port):
        super().__init__(host, port, timeout=SECONDS, context=ssl.create_default_context())
        self.address = address

    def connect(self):
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)

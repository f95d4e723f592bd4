"""Answers whatever a browser asks for, within this process and this transaction, as one made-up person. It only reads."""

from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

_KEPT = {"content-type", "location", "cache-control"}
_REFUSED = (405, {"content-type": "text/plain"}, b"")


class Answering:
    """`as_somebody(user, language)` says who looks from now on."""

    def __init__(self):
        self.client, self.last_status = None, 0

    def as_somebody(self, user, language):
        host = urlsplit(settings.BASE_URL).netloc or "localhost"
        self.client = Client(SERVER_NAME=host.split(":")[0], raise_request_exception=False, headers={"Accept-Language": language})
        self.client.force_login(user)

    def __call__(self, method, path, headers, kind):
        if method not in ("GET", "HEAD"):
            return _REFUSED
        passed = {name.lower(): value for name, value in headers.items() if name.lower().startswith("hx-")}
        response = self.client.get(path, secure=settings.TLS, headers=passed)
        if response.headers.get("Content-Type", "").startswith("text/event-stream"):
            return 204, {}, b""
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if kind == "Document" or "hx-request" in passed:
            self.last_status = response.status_code
        return response.status_code, {name: value for name, value in response.headers.items() if name.lower() in _KEPT}, body

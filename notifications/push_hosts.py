"""Where the wake-up calls of browsers may go: the known push services and nowhere else, for a browser names the address itself."""

from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from django.conf import settings


class ForeignHost(ValueError):
    """An address that is no push service of a known browser."""


def check(endpoint):
    """Raise ForeignHost unless the address is https, without a port or a name of its own, and of a listed host."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ForeignHost(endpoint) from error
    plain = parts.username is None and parts.password is None and not set(endpoint) & set(" \r\n\t\\")
    known = any(fnmatchcase(host, pattern) for pattern in settings.PUSH_HOSTS)
    if parts.scheme != "https" or port not in (None, 443) or not plain or not known or len(endpoint) > 1000:
        raise ForeignHost(endpoint)

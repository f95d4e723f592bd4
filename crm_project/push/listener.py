"""Who listens: the session behind a cookie, asked in a thread because the database is synchronous."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie

from crm_project.lib.live import channels_of

_threads = ThreadPoolExecutor(2, thread_name_prefix="push-session")


@dataclass(frozen=True)
class Listener:
    user_id: int
    channels: frozenset


async def listener_of(scope):
    """The listener behind a request, or None when nobody is signed in (any more)."""
    cookies = parse_cookie(header(scope, b"cookie"))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    return await asyncio.get_running_loop().run_in_executor(_threads, _look_up, key)


def is_own_page(scope):
    """Only pages of this host may open a stream."""
    if header(scope, b"sec-fetch-site") not in {"", "same-origin", "none"}:
        return False
    request = HttpRequest()
    request.META = {"HTTP_HOST": header(scope, b"host")}
    try:
        host = request.get_host()
    except DisallowedHost:
        return False
    origin = header(scope, b"origin")
    return not origin or origin in {f"http://{host}", f"https://{host}"}


def header(scope, name):
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _look_up(key):
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
        user = get_user(request)
        if not user.is_authenticated:
            return None
        return Listener(user.pk, frozenset(channels_of(user)))
    finally:
        close_old_connections()

"""`GET /events/`: server-sent events for one signed-in browser."""

import asyncio
import json
import time

import structlog
from django.db import Error as DatabaseError

from crm_project.middleware.headers import headers

from .hub import Hub
from .listener import is_own_page, listener_of

HEARTBEAT_SECONDS = 15
RECHECK_SECONDS = 45
MOST_PER_USER = 20
MOST_STREAMS = 5000

log = structlog.get_logger(__name__)
hub = Hub()


async def events(scope, receive, send):
    """Check the caller once, then pass hints on until the caller leaves or the session ends."""
    if scope["method"] != "GET":
        return await _refuse(send, 405, [(b"allow", b"GET")])
    if not is_own_page(scope):
        return await _refuse(send, 403)
    try:
        listener = await listener_of(scope)
    except DatabaseError:
        return await _refuse(send, 503, [(b"retry-after", b"10")])
    if listener is None:
        return await _refuse(send, 401)
    if hub.count_of(listener.user_id) >= MOST_PER_USER or len(hub) >= MOST_STREAMS:
        return await _refuse(send, 429, [(b"retry-after", b"60")])
    stream = hub.join(listener)
    leaving = asyncio.create_task(_until_gone(receive))
    writing = asyncio.create_task(_write(scope, send, stream))
    try:
        await asyncio.wait({leaving, writing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(stream)
        leaving.cancel()
        writing.cancel()
    return None


async def _write(scope, send, stream):
    await send({"type": "http.response.start", "status": 200, "headers": _headers(b"text/event-stream; charset=utf-8")})
    await _say(send, "retry: 3000\n\n")
    checked_at = time.monotonic()
    while True:
        if time.monotonic() - checked_at >= RECHECK_SECONDS:
            checked_at = time.monotonic()
            if not await _still_welcome(scope, stream):
                return await _end(send)
        try:
            message = await asyncio.wait_for(stream.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await _say(send, ": beat\n\n")
        else:
            await _say(send, f"event: {message['event']}\ndata: {json.dumps(message['data'], ensure_ascii=False)}\n\n")


async def _still_welcome(scope, stream):
    """Sessions end and rights change; who cannot be checked is asked to come again."""
    try:
        listener = await listener_of(scope)
    except DatabaseError:
        return False
    if listener is not None:
        hub.renew(stream, listener)
    return listener is not None


async def _end(send):
    await _say(send, "event: ended\ndata: {}\n\n")
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(send, words):
    await send({"type": "http.response.body", "body": words.encode(), "more_body": True})


async def _until_gone(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send, status, more=()):
    await send({"type": "http.response.start", "status": status, "headers": [*_headers(b"text/plain; charset=utf-8"), *more]})
    await send({"type": "http.response.body", "body": b""})


def _headers(content_type):
    own = [(b"content-type", content_type), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    return own + [(name.lower().encode(), value.encode()) for name, value in headers().items()]

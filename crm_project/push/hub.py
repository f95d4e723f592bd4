"""One subscription for all streams of this process; it comes back by itself when the broker does."""

import asyncio
import json

import redis.asyncio
import structlog
from django.conf import settings
from redis.exceptions import RedisError

from crm_project.lib.live import PREFIX

LONGEST_PAUSE = 10
MOST_WAITING = 100

log = structlog.get_logger(__name__)


class Hub:
    def __init__(self):
        self._streams = {}
        self._task = None

    def __len__(self):
        return len(self._streams)

    def count_of(self, user_id):
        return sum(listener.user_id == user_id for listener in self._streams.values())

    def join(self, listener):
        """A queue on which this listener's hints arrive."""
        stream = asyncio.Queue(MOST_WAITING)
        self._streams[stream] = listener
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        return stream

    def renew(self, stream, listener):
        self._streams[stream] = listener

    def leave(self, stream):
        self._streams.pop(stream, None)

    def tell(self, channel, message):
        """Pass a hint on; a stream that does not keep up is told to read everything anew."""
        for stream, listener in list(self._streams.items()):
            if channel is None or channel in listener.channels:
                _put(stream, message)

    async def _listen(self):
        pause = 1
        missed = False
        while self._streams:
            try:
                async with _connection() as broker, broker.pubsub() as line:
                    await line.psubscribe(PREFIX + "*")
                    if missed:
                        self.tell(None, RESYNC)
                    pause, missed = 1, True
                    await self._pass_on(line)
            except (RedisError, OSError, TimeoutError) as error:
                log.info("push.broker_away", error=type(error).__name__)
                missed = True
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _pass_on(self, line):
        while self._streams:
            message = await line.get_message(ignore_subscribe_messages=True, timeout=5)
            if message:
                self.tell(message["channel"].removeprefix(PREFIX), _parsed(message["data"]))
            else:
                await line.ping()


RESYNC = {"event": "resync", "data": {}}


def _connection():
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=10, decode_responses=True)


def _parsed(text):
    try:
        message = json.loads(text)
    except ValueError:
        return RESYNC
    return message if isinstance(message, dict) and "event" in message else RESYNC


def _put(stream, message):
    if stream.full():
        while not stream.empty():
            stream.get_nowait()
        message = RESYNC
    stream.put_nowait(message)

"""The cache is a convenience: without Redis every page works, only slower."""

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from crm_project.lib import training_mode
from crm_project.lib.breaker import broker_answered, broker_failed, broker_is_away


def _tolerant(method, absent):
    """`method` of the Redis cache, which answers as an empty cache would while Redis is away."""

    def call(self, *args, **kwargs):
        if broker_is_away():
            return absent(*args, **kwargs)
        try:
            answer = getattr(super(TolerantCache, self), method)(*args, **kwargs)
        except (RedisError, OSError):
            broker_failed()
            return absent(*args, **kwargs)
        broker_answered()
        return answer

    return call


class TolerantCache(RedisCache):
    """What is kept of training records is kept apart, and not found outside of the mode."""

    def make_key(self, key, version=None):
        return super().make_key(f"{training_mode.schema()}:{key}" if training_mode.is_on() else key, version=version)

    get = _tolerant("get", lambda key, default=None, version=None: default)
    get_many = _tolerant("get_many", lambda keys, version=None: {})
    add = _tolerant("add", lambda *args, **kwargs: True)
    set = _tolerant("set", lambda *args, **kwargs: None)
    set_many = _tolerant("set_many", lambda data, *args, **kwargs: list(data))
    touch = _tolerant("touch", lambda *args, **kwargs: False)
    delete = _tolerant("delete", lambda *args, **kwargs: False)
    delete_many = _tolerant("delete_many", lambda *args, **kwargs: None)
    has_key = _tolerant("has_key", lambda *args, **kwargs: False)
    incr = _tolerant("incr", lambda key, delta=1, version=None: delta)
    clear = _tolerant("clear", lambda: False)

"""Typed reading of environment variables: nonsense stops the start instead of becoming a default."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}
PLACEHOLDERS = ("insecure", "changeme", "change-me", "change_me", "placeholder", "secret-key", "example")
SHORTEST_SECRET = 50


def env_str(name, default=None, *, choices=None):
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    if choices and value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def env_bool(name, default):
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def env_int(name, default, *, least=0, most=2**31 - 1):
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
    return int(value)


def env_list(name, default=()):
    value = os.environ.get(name, "").strip()
    return [part.strip() for part in value.split(",") if part.strip()] or list(default)


def env_secret(name, default=None, *, production):
    """A secret; in production a missing, short or placeholder one is refused."""
    value = os.environ.get(name, "").strip()
    if not production:
        return value or default
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; production needs its own secret.")
    if len(value) < SHORTEST_SECRET or any(word in value.lower() for word in PLACEHOLDERS):
        raise ImproperlyConfigured(f"{name} is a placeholder or too short; use at least {SHORTEST_SECRET} random characters.")
    return value


def env_database(name, **server_settings):
    """A PostgreSQL address as Django wants it; `?host=/folder` names a socket folder."""
    parts = urlsplit(env_str(name))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://; Ordo runs on PostgreSQL only.")
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database.")
    options = {"connect_timeout": "5", "tcp_user_timeout": "15000", **dict(parse_qsl(parts.query))}
    settings = " ".join(f"-c {key}={value}" for key, value in server_settings.items())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "OPTIONS": {**options, "options": f"{settings} {options.get('options', '')}".strip()},
    }


def env_redis(name):
    url = env_str(name)
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} must begin with redis://, rediss:// or unix://.")
    return url

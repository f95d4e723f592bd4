"""Figures that hardly move, such as the middle of thousands of days or a span that is over, and those that take long."""

from hashlib import sha256
from time import perf_counter

from django.core.cache import cache
from django.db import connection

from .scope import people_ids

SECONDS = 600
DEAR = 0.15
SECONDS_OF_DEAR = 60


def kept(name, form, make):
    """`make()`, or what it answered to the same reader's same question up to ten minutes ago."""
    return _kept(name, form, make, lambda taken: SECONDS)


def kept_if_dear(name, form, make):
    """`make()`; where that takes long (a year of a large company), what it answered up to a minute ago."""
    return _kept(name, form, make, lambda taken: SECONDS_OF_DEAR if taken > DEAR else 0)


def _kept(name, form, make, seconds):
    if connection.in_atomic_block:
        return make()
    wanted = sorted((field, getattr(value, "pk", value)) for field, value in form.cleaned_data.items() if value)
    asked = [name, wanted, form.span.start, form.span.end, form.user.pk, sorted(people_ids(form.user) or [0])]
    key = f"reports:{name}:{sha256(repr(asked).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        begun = perf_counter()
        found = make()
        if lasting := seconds(perf_counter() - begun):
            cache.set(key, found, lasting)
    return found

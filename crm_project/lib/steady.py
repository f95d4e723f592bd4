"""What seldom changes, kept in the process until any of it changes: the tree of people, calendars, the rules of the day.

The stamp is read with the signed-in person by the same query, so a request sees every change committed before it began.
"""

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

_MOST = 2_000
_STAMP = "(SELECT count(*) || '.' || coalesce(max(id), 0) FROM accounts_configurationchange)"
_marks: dict[str, str] = {}
_kept: dict[tuple, object] = {}
_kept_under: list[str] = [""]


def mark(name, sql):
    """Register a yes or no about the company, a constant condition; it is read with the signed-in person by the same query."""
    _marks[f"mark_{name}"] = sql


def marked(user, name):
    """What `mark` registered, as of when the person was read; asked for on its own for a person who came another way."""
    known = getattr(user, f"mark_{name}", None)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_marks[f'mark_{name}']}")
            (known,) = cursor.fetchone()
        setattr(user, f"mark_{name}", known)
    return known


def stamped(people):
    """The queryset with the stamp of the configuration, and all marks, on each person."""
    marks = {name: RawSQL(sql, [], output_field=BooleanField()) for name, sql in _marks.items()}  # noqa: S611  constants
    return people.annotate(configuration_stamp=RawSQL(_STAMP, []), **marks)  # noqa: S611  a constant


def steady(user, key, make, complete=lambda made: made):
    """`make()`, or what it answered before under the same stamp. `key` tells what it is; nothing of it may be changed.

    `complete` reads at once what the thing would else read when asked, for it outlives the request.

    Inside a transaction it is made anew: what is not committed yet must not outlive it.
    """
    stamp = getattr(user, "configuration_stamp", None)
    if stamp is None or connection.in_atomic_block:
        return make()
    if _kept_under[0] != stamp or len(_kept) > _MOST:
        _kept.clear()
        _kept_under[0] = stamp
    found = _kept.get((stamp, *key))
    if found is None:
        found = _kept[stamp, *key] = complete(make())
    return found

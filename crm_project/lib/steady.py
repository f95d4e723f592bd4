"""What seldom changes, kept in the process until any of it changes: the tree of people, calendars, the rules of the day.

The stamp is read with the signed-in person by the same query, so a request sees every change committed before it began.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

_MOST = 2_000
_STAMP = "(SELECT count(*) || '.' || coalesce(max(id), 0) FROM accounts_configurationchange)"
_kept: dict[tuple, object] = {}
_kept_under: list[str] = [""]


def stamped(people):
    """The queryset with the stamp of the configuration on each person."""
    return people.annotate(configuration_stamp=RawSQL(_STAMP, []))  # noqa: S611  a constant


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

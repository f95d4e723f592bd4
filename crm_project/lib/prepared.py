"""Statements that PostgreSQL plans once for a connection: for those few whose planning takes longer than their work."""

import re
import weakref

from django.db import connection

_PLACE = re.compile(r"%\((\w+)\)s")
_known = weakref.WeakKeyDictionary()
"""What each connection to the database has been told already: {connection: {statement: (name, order of its values)}}."""


def execute(cursor, words, values):
    """Like `cursor.execute(words, values)` with named places such as %(at)s.

    Where connections are not kept, as behind a pooler that gives each transaction another one, there is no memory to
    keep a plan in: the statement goes as it is.
    """
    if not connection.settings_dict["CONN_MAX_AGE"]:
        return cursor.execute(words, values)
    connection.ensure_connection()
    known = _known.setdefault(connection.connection, {})
    if words not in known:
        known[words] = _prepared(words, f"kept_{len(known)}")
    name, order = known[words]
    given = ", ".join(f"%({place})s" for place in order)
    return cursor.execute(f"SET LOCAL plan_cache_mode TO force_generic_plan; EXECUTE {name} ({given})", values)


def _prepared(words, name):
    order = list(dict.fromkeys(_PLACE.findall(words)))
    numbered = _PLACE.sub(lambda found: f"${order.index(found.group(1)) + 1}", words)
    with connection.connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name} AS {numbered}")
    return name, order

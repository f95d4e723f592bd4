"""What the planner of PostgreSQL knows of the tables an import fills."""

from django.apps import apps
from django.db import connection

_OUTGROWN = "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY(%s::regclass[]) AND 2 * reltuples < %s"


def freshen(labels, brought):
    """A table that has more than doubled by `brought` rows is looked at anew: where none were known, every row would be read each time.

    `labels` are models as app.Name. Autovacuum does the same, but a minute late.
    """
    tables = [connection.ops.quote_name(apps.get_model(label)._meta.db_table) for label in labels]
    with connection.cursor() as cursor:
        cursor.execute(_OUTGROWN, [tables, brought])
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {table}")

"""Large tables by SQL: columns by expression, the rest by the defaults of the model, so that a new column needs no change here."""

import json
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.models import NOT_PROVIDED


def insert_select(model, source, **columns):
    """INSERT INTO model SELECT columns FROM source; `columns` are SQL expressions by attribute name (attname)."""
    names, expressions = [], []
    for field in model._meta.concrete_fields:
        if field.primary_key and field.attname not in columns:
            continue
        names.append(connection.ops.quote_name(field.column))
        expressions.append(columns[field.attname] if field.attname in columns else _default_of(field))
    unknown = set(columns) - {field.attname for field in model._meta.concrete_fields}
    if unknown:
        raise LookupError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    sql = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {', '.join(expressions)} FROM {source}"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


@contextmanager
def in_bulk(*models):
    """Fill tables without looking every row up in its parents (the data is ours) and with the indexes built once, at the end."""
    tables = [model._meta.db_table for model in models]
    checks = _rows("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgisinternal AND tgrelid = ANY(%s::regclass[])", tables)
    indexes = _rows(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
        WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
        tables,
    )
    for table, name in checks:
        run(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")
    yield
    run("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        run(definition)
    run("RESET maintenance_work_mem")
    for table, name in checks:
        run(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def one(sql, *params):
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def _default_of(field):
    if field.null:
        return "NULL"
    default = field.get_default() if field.default is not NOT_PROVIDED else ""
    if isinstance(default, dict | list):
        return f"'{json.dumps(default)}'::jsonb"
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, datetime):
        return f"'{default.isoformat()}'::timestamptz"
    if isinstance(default, int | float) or hasattr(default, "quantize"):
        return str(default)
    return "'" + str(default).replace("'", "''") + "'"

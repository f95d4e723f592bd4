"""Large tables by SQL: columns by expression, the rest by the defaults of the model, so that a new column needs no change here."""

import json
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


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


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

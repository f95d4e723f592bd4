"""Training mode: for the time of one request all records are a person's training records, and nothing leaves (I-18).

Training records lie in a schema of their own with the tables of all records; settings and people stay those of the company.
Inside, the search path names that schema first, so that every page works as it is and nobody else's page can see it.
"""

import hashlib
import re
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from crm_project.lib.once import together

_schema: ContextVar[str] = ContextVar("training_schema", default="")
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


class SettingsAreShared(Exception):
    """What is written here belongs to everybody: in training mode it stays as it is. `table` is what was to be written."""

    def __init__(self, table):
        super().__init__(table)
        self.table = table


class NoSuchRoom(Exception):
    """The training records were taken down meanwhile, or made before there were all these tables."""


def refusal_words(table):
    """What the app of a setting says when it is to be written in training mode (`training_refusals`), "" where it says nothing."""
    for app in apps.get_app_configs():
        for name, words in getattr(app, "training_refusals", {}).items():
            if app.get_model(name)._meta.db_table == table:
                return words
    return ""


def is_on():
    return bool(_schema.get())


def schema():
    """The schema of the training records in use, "" outside of the mode."""
    return _schema.get()


def record_models():
    """Every model, those between two records included, whose rows are records: each app names its own (`training_records`)."""
    named = {model for app in apps.get_app_configs() for model in map(app.get_model, getattr(app, "training_records", ()))}
    between = {model for model in apps.get_models(include_auto_created=True) if model._meta.auto_created}
    return named | {model for model in between if named & {field.related_model for field in model._meta.fields if field.is_relation}}


def record_tables():
    return frozenset(model._meta.db_table for model in record_models())


def mark_of_tables():
    """Which tables this code knows as records: a schema lacking one, made by older code, is not entered."""
    return hashlib.sha256(" ".join(sorted(_tables())).encode()).hexdigest()[:16]


@contextmanager
def inside(name):
    """Work on the training records of this schema. It holds for one transaction: whatever happens, the connection forgets it.

    While anybody is inside the schema is not taken down. Raises NoSuchRoom: without the schema the names would mean real records.
    """
    token = _schema.set(name)
    try:
        with transaction.atomic():
            together(name)
            before = _look_in(f'"{name}", public', name)
            with _nothing_leaves(), connection.execute_wrapper(_settings_stay):
                yield
            if _is_broken():
                transaction.set_rollback(True)
            else:
                _look_in(before)
    finally:
        _schema.reset(token)


@contextmanager
def _nothing_leaves():
    """What waits for the commit would tell the outside: hints, wake-up calls. It is dropped."""
    waiting = list(connection.run_on_commit)
    yield
    connection.run_on_commit = [one for one in connection.run_on_commit if any(one is known for known in waiting)]


def _is_broken():
    return connection.needs_rollback or connection.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR


def _look_in(path, name=None):
    """Sets the search path until the transaction ends; answers what it was."""
    with connection.cursor() as cursor:
        if name is not None:
            cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [name])
            found = cursor.fetchone()
            if found is None or not (found[0] or "").endswith(mark_of_tables()):
                raise NoSuchRoom
        cursor.execute("SELECT current_setting('search_path'), set_config('search_path', %s, true)", [path])
        return cursor.fetchone()[0]


def _settings_stay(execute, sql, params, many, context):
    written = _WRITES.match(str(sql))
    if written and written[1] not in _tables():
        raise SettingsAreShared(written[1])
    return execute(sql, params, many, context)


def _tables():
    if not _known:
        _known.append(record_tables())
    return _known[0]


_known: list[frozenset] = []

"""Rooms of training records: one PostgreSQL schema per person, clones of the tables of all records.

A room is made when it is first needed, emptied when the next task begins, and taken down some time after the last one. Clones have
the columns, checks, unique keys and triggers of their originals, take their keys from the same sequences, and point to nothing:
what a record points to may stand in the room or, a setting or a person, outside. The comment of the schema is the shape it was made in.
"""

import hashlib

from django.apps import apps
from django.db import connection, transaction

from crm_project.lib.once import one_at_a_time
from crm_project.lib.training_mode import mark_of_tables, record_models, record_tables
from timeline.keeping import forget_bytes
from timeline.models import File

PREFIX = "training_"


def name_of(user):
    return f"{PREFIX}{user.pk}"


def make_ready(user):
    """An empty room for the person; answers its name."""
    name, shape = name_of(user), Shape()
    with transaction.atomic():
        one_at_a_time(name)
        standing = standing_rooms().get(name)
        if standing is not None:
            forget_files(name)
        if standing == shape.digest:
            _empty(name, shape.tables)
        else:
            _run([f'DROP SCHEMA IF EXISTS "{name}" CASCADE', *shape.statements(name)])
        _lend(name)
    return name


def is_standing(name):
    return name in standing_rooms()


def standing_rooms():
    """{name: the shape it was made in}"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname, coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname ~ %s", [f"^{PREFIX}[0-9]+$"]
        )
        return dict(cursor.fetchall())


def take_down(name):
    """The records are gone with their files; twice is once."""
    with transaction.atomic():
        one_at_a_time(name)
        if is_standing(name):
            forget_files(name)
            _run([f'DROP SCHEMA "{name}" CASCADE'])


def take_down_misshapen():
    """Rooms made before the tables of records got another shape; answers the names of those taken down."""
    standing = standing_rooms()
    if not standing:
        return []
    digest = Shape().digest
    gone = [name for name, shape in standing.items() if shape != digest]
    for name in gone:
        take_down(name)
    return gone


def forget_files(name):
    """The bytes of files that were uploaded in the room; those lent from outside stay."""
    table = File._meta.db_table
    with connection.cursor() as cursor:
        # Two columns that every shape of the table has.
        lent = f'SELECT FROM public."{table}" AS p WHERE p.id = r.id'
        cursor.execute(f'SELECT stored_as FROM "{name}"."{table}" AS r WHERE NOT EXISTS ({lent})')  # noqa: S608
        uploaded = [File(stored_as=stored_as) for (stored_as,) in cursor.fetchall()]
    for file in uploaded:
        forget_bytes(file)


class Shape:
    """What clones are made of: read of the database, not of the models, so that triggers and own indexes are there too."""

    def __init__(self):
        self.tables = sorted(record_tables())
        self.left_out = {name for app in apps.get_app_configs() for name in getattr(app, "triggers_without_training", ())}
        with connection.cursor() as cursor:
            self.columns = _ask(cursor, _COLUMNS, self.tables)
            self.keys = _ask(cursor, _KEYS, self.tables)
            self.triggers = [row for row in _ask(cursor, _TRIGGERS, self.tables) if row[1] not in self.left_out]
        facts = repr((self.columns, self.keys, self.triggers))
        self.digest = f"{hashlib.sha256(facts.encode()).hexdigest()} {mark_of_tables()}"

    def statements(self, name):
        """What makes the room. Only unique indexes: a room holds a handful of records."""
        found = [f'CREATE SCHEMA "{name}"']
        like = "INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS"
        found += [f'CREATE TABLE "{name}"."{table}" (LIKE public."{table}" {like})' for table in self.tables]
        for table, column, _type, sequence in self.columns:
            if sequence:
                found.append(f'ALTER TABLE "{name}"."{table}" ALTER "{column}" SET DEFAULT nextval(\'{sequence}\')')
        for table, definition, is_primary in self.keys:
            found.append(f'ALTER TABLE "{name}"."{table}" ADD {definition}' if is_primary else _moved(definition, table, name))
        found += [_moved(definition, table, name) for table, _name, definition in self.triggers]
        return [*found, f"COMMENT ON SCHEMA \"{name}\" IS '{self.digest}'"]


def _moved(definition, table, name):
    """The statement that made an index or a trigger of a table, for its clone."""
    for written in (f' ON public."{table}" ', f" ON public.{table} "):
        if written in definition:
            return definition.replace(written, f' ON "{name}"."{table}" ', 1)
    raise ValueError(definition)


def _ask(cursor, words, tables):
    cursor.execute(words, [tables])
    return cursor.fetchall()


def _run(statements):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(";\n".join(statements).replace("%", "%%"), [])


def _empty(name, tables):
    """TRUNCATE of what holds rows: the history may be emptied, though no row of it may be deleted."""
    with connection.cursor() as cursor:
        asked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {_named(name, table)})" for table in tables]  # noqa: S608
        cursor.execute(" UNION ALL ".join(asked))
        filled = [_named(name, table) for (table,) in cursor.fetchall()]
        if filled:
            cursor.execute(f"TRUNCATE {', '.join(filled)}")


def _named(name, table):
    return f'"{name}"."{table}"'


def _lend(name):
    """Rows that settings and people point to: portraits and templates among the files, the person's saved views."""
    kinds = sorted({model.kind for model in record_models() if isinstance(getattr(model, "kind", None), str)})
    table = File._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{name}"."{table}" SELECT * FROM public."{table}" WHERE NOT subject_kind = ANY(%s)', [kinds])  # noqa: S608
        for model in (app.get_model(one) for app in apps.get_app_configs() for one in getattr(app, "lent_to_training", ())):
            table = model._meta.db_table
            cursor.execute(f'INSERT INTO "{name}"."{table}" SELECT * FROM public."{table}"')  # noqa: S608


_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || a.attnotnull || coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
       CASE WHEN a.attidentity <> '' THEN pg_get_serial_sequence('public.' || quote_ident(c.relname), a.attname) END
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""
_KEYS = """
SELECT c.relname, CASE WHEN i.indisprimary THEN pg_get_constraintdef(k.oid) ELSE pg_get_indexdef(i.indexrelid) END, i.indisprimary
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'p'
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s) AND i.indisunique
ORDER BY c.relname, i.indexrelid::regclass::text
"""
_TRIGGERS = """
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s) AND NOT t.tgisinternal
ORDER BY c.relname, t.tgname
"""

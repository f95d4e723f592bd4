"""A throw-away place for made-up people: within a transaction every table is an empty temporary one, and all of it is rolled back.

Temporary tables stand before the real ones on the search path, so that whatever is read or written there, no record of a real client
can be met. Only what is named is copied in: settings. Ids go on from the real sequences, which nobody minds.
"""

from contextlib import contextmanager

from django.db import connection, transaction

_TABLES = """
SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname
"""
_TRIGGERS = """
SELECT pg_get_triggerdef(t.oid, true) FROM pg_trigger t WHERE t.tgrelid = ANY(%s) AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname
"""
_COUNTED = """
SELECT c.relname, a.attname, pg_get_serial_sequence(format('%%I.%%I', n.nspname, c.relname), a.attname)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY(%s) AND a.attidentity <> ''
"""


@contextmanager
def throw_away(settings=()):
    """Everything inside happens in a copy of the company with nothing in it but the rows of the models in `settings`, which are
    (model, {column: SQL of what stands there instead})."""
    with transaction.atomic():
        _shadow([(model._meta.db_table, instead) for model, instead in settings])
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _shadow(copied):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        cursor.execute(_TABLES)
        tables = cursor.fetchall()
        oids = [oid for oid, _name in tables]
        # Asked before anything is shadowed: the names in the answers are bare, and will mean the temporary tables.
        cursor.execute(_TRIGGERS, [oids])
        triggers = [row[0] for row in cursor.fetchall()]
        cursor.execute(_COUNTED, [oids])
        counted = cursor.fetchall()
        like = "(LIKE {0}.{1} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING GENERATED) ON COMMIT DROP"
        names = [(_quoted(name), _quoted(schema)) for _oid, name in tables]
        cursor.execute("; ".join(f"CREATE TEMP TABLE {name} {like.format(where, name)}" for name, where in names))
        defaults = (
            f"ALTER TABLE pg_temp.{_quoted(name)} ALTER {_quoted(column)} SET DEFAULT nextval('{seq}')" for name, column, seq in counted
        )
        cursor.execute("; ".join(defaults))
        for table, instead in copied:
            cursor.execute(f"INSERT INTO pg_temp.{_quoted(table)} SELECT * FROM {_quoted(schema)}.{_quoted(table)}")  # noqa: S608  names of models
            if instead:
                changes = ", ".join(f"{_quoted(column)} = {words}" for column, words in instead.items())
                cursor.execute(f"UPDATE pg_temp.{_quoted(table)} SET {changes}")  # noqa: S608  constants
        if triggers:
            cursor.execute("; ".join(triggers))


def _quoted(name):
    return connection.ops.quote_name(name)

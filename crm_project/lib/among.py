"""`address__among=[…]`: one of many texts, for columns that have a trigram index beside the plain one.

Of `IN` with hundreds of texts PostgreSQL takes the trigram index, which also serves `=` and is a hundred times slower; joined to
the list as a table, the column is looked up in the plain index or read once.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import CharField, Lookup


@CharField.register_lookup
class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT unnest(%s::text[]))", [*values, sorted(self.rhs)]


@contextmanager
def by_plain_indexes():
    """Long lists of texts are looked up in the plain indexes only: trigram ones are read by bitmap, and none is made in here.

    In a table that grew without a VACUUM PostgreSQL takes a trigram index for free, and reads it for 7 ms a text.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        yield
        cursor.execute("SET LOCAL enable_bitmapscan TO DEFAULT")

"""`address__among=[…]`: one of many texts, for columns that have a trigram index beside the plain one.

Of `IN` with hundreds of texts PostgreSQL takes the trigram index, which also serves `=` and is a hundred times slower; joined to
the list as a table, the column is looked up in the plain index or read once.
"""

from django.db.models import CharField, Lookup


@CharField.register_lookup
class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT unnest(%s::text[]))", [*values, sorted(self.rhs)]

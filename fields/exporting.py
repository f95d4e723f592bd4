"""Own fields in a table that leaves the house: the same values, read a batch at a time with the eyes of whoever takes it."""

from itertools import islice

from .reading import PREFIX, Values, key_of, own_fields

BATCH = 500


def exported(user, entity, query=None):
    """The own fields of a file: those chosen as columns of the list, all that the person sees where none was chosen."""
    fields = own_fields(user, entity)
    chosen = {name for name in query.getlist("cols") if name.startswith(PREFIX)} if query is not None else set()
    return [field for field in fields if key_of(field) in chosen] if chosen else fields


def rows_with_own(records, read, fields, user):
    """`read(record)` answers the built-in cells; those of the own fields follow."""
    records = iter(records)
    while batch := list(islice(records, BATCH)):
        values = Values(fields, batch, user)
        for record in batch:
            yield [*read(record), *(values.data(record, field) for field in fields)]

"""Own fields as columns of a list: their heads, the cells of a page, the order by one of them."""

from functools import cached_property

from django.utils.html import format_html, format_html_join

from crm_project.lib.columns import Columns

from .querying import SORTABLE
from .reading import Values, key_of, own_fields, with_extra

_RIGHT = ("number", "money")


class OwnColumns(Columns):
    """The columns of a list, and after them those of its own fields that the person sees."""

    entity = ""

    def __init__(self, known, usual, rights, *, query, user):
        self._own = {key_of(field): field for field in own_fields(user, self.entity)}
        super().__init__({**known, **{key: field.label for key, field in self._own.items()}}, usual, rights, query=query, user=user)

    @cached_property
    def own(self):
        """The own fields among the shown columns, in the order of the table."""
        return [self._own[key] for key in self.shown if key in self._own]

    @property
    def has_own(self):
        return bool(self._own)

    @property
    def heads(self):
        """[(key, label, class of the cell, whether it sorts)]"""
        return [(key_of(field), field.label, class_of(field), field.type in SORTABLE) for field in self.own]

    def orders_by(self, key):
        """The own field that a list may be put in order by, None for any other word: an order tells values, too."""
        field = self._own.get(key)
        return field if field and field.type in SORTABLE else None

    def read(self, records):
        """Put `own_cells` on the records of a page: the cells of the chosen fields, safe to print."""
        values = Values(self.own, with_extra(records), self.user) if self.own else None
        for record in records:
            record.own_cells = cells_of(values, record) if values else ""
        return records


def columns_of(entity, known, usual, rights, *, query, user):
    made = type("Columns", (OwnColumns,), {"entity": entity})
    return made(known, usual, rights, query=query, user=user)


def put_words(columns, records):
    """Put `own_words`, [(label, cell)] of the chosen fields that are filled, on the records of a list that has no table."""
    values = Values(columns.own, with_extra(records), columns.user) if columns.own else None
    for record in records:
        told = [(field.label, values.cell(record, field)) for field in columns.own] if values else []
        record.own_words = [(label, cell) for label, cell in told if cell]
    return records


def cells_of(values, record):
    return format_html_join("", "{}", ((_cell(field, values.cell(record, field)),) for field in values.fields))


def class_of(field):
    return "num" if field.type in _RIGHT else ""


def _cell(field, html):
    return format_html('<td class="k-own m-h {}" dir="auto">{}</td>', class_of(field), html)

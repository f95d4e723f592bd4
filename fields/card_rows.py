"""The own fields of a record as a card shows them, and the form that fills one in where it stands."""

from dataclasses import dataclass, field
from typing import Any

from crm_project.lib.steady import steady

from .models import CustomField
from .records import Named, links_of
from .values import is_empty, shown


@dataclass
class Row:
    field: Any
    words: str
    is_filled: bool
    is_editable: bool
    links: list = field(default_factory=list)

    @property
    def key(self):
        return self.field.key


def fields_for(user, entity, funnel=None):
    """The live fields of an entity that this person sees, in order; those of cards by their funnel."""
    known = steady(user, ("custom fields", entity), lambda: list(CustomField.objects.of(entity)))
    return [one for one in known if one.is_seen_by(user) and (funnel is None or one.belongs_to(funnel))]


def may_read(user, field):
    """Sums and phones are for those who may see such at all."""
    right = {"money": "see_money", "phone": "see_contacts"}.get(field.type)
    return right is None or user.has_right(right)


def rows_of(record, user, *, is_editable=False, funnel=None):
    """Every field the reader may see of a record, with its words: constant in questions however many there are."""
    own = [one for one in fields_for(user, record.kind, funnel) if may_read(user, one)]
    named = Named(own, [record.extra], user)
    rows = []
    for one in own:
        value = record.extra.get(one.code)
        filled = not is_empty(value)
        rows.append(Row(one, shown(one, value, named=named), filled, is_editable, links_of(one, value, named) if filled else []))
    return rows

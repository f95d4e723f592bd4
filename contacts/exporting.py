"""Lists of clients as tables: which columns a person may take away, and the note in the audit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from fields.exporting import exported, rows_with_own
from fields.reading import key_of
from timeline.models import Entry

from .models import ContactRole

CHUNK = 500
LABEL_COLUMNS = ["name", "birthday", "company", "addresses"]


@dataclass(frozen=True)
class Column:
    key: str
    label: Any
    value: Callable
    right: str = ""
    own: Any = None


def _joined(name, show=str):
    return lambda client: ", ".join(show(one) for one in getattr(client, name).all())


_COMMON = [
    Column("phones", _("Phones"), _joined("phones", lambda phone: phone.shown), "see_contacts"),
    Column("emails", _("E-mails"), _joined("emails"), "see_contacts"),
    Column("addresses", _("Addresses"), _joined("addresses"), "see_contacts"),
    Column("segments", _("Segments"), _joined("segments")),
    Column("source", _("Source"), lambda client: str(client.source or "")),
    Column("owner", _("Owner"), lambda client: str(client.owner or "")),
    Column("created", _("Created"), lambda client: client.created_at),
    Column("touched", _("Last contact"), lambda client: client.touched_at),
]
_COLUMNS = {
    "company": [
        Column("id", _("No."), lambda company: company.pk),
        Column("name", _("Name"), lambda company: company.name),
        Column("legal_form", _("Legal form"), lambda company: company.legal_form),
        Column("inn", _("INN"), lambda company: company.inn),
        Column("kpp", _("KPP"), lambda company: company.kpp),
        Column("ogrn", _("OGRN"), lambda company: company.ogrn),
        Column("site", _("Site"), lambda company: company.site),
        *_COMMON,
    ],
    "contact": [
        Column("id", _("No."), lambda contact: contact.pk),
        Column("last_name", _("Last name"), lambda contact: contact.last_name),
        Column("first_name", _("First name"), lambda contact: contact.first_name),
        Column("patronymic", _("Patronymic"), lambda contact: contact.patronymic),
        Column("company", _("Company"), lambda contact: ", ".join(str(role.company) for role in contact.roles.all())),
        Column("birthday", _("Birthday"), lambda contact: contact.birthday),
        *_COMMON,
    ],
}


def may_print_labels(user):
    """Paper takes addresses away as a file does: both rights of a file that shows them."""
    return user.has_right("export") and user.has_right("see_contacts") and user.may("export", "contact")


def columns_of(kind, user, query=None):
    """The built-in columns a person may take away, then the own fields: those chosen in the list, else all."""
    built_in = [column for column in _COLUMNS[kind] if not column.right or user.has_right(column.right)]
    return built_in + [Column(key_of(field), field.label, None, own=field) for field in exported(user, kind, query)]


def rows_of(clients, columns, user):
    """Row by row, a chunk of the database at a time."""
    related = ["phones", "emails", "addresses", "segments"]
    if any(column.key == "company" for column in columns):
        related.append(Prefetch("roles", ContactRole.objects.within_limits_of(user).select_related("company")))
    clients = clients.select_related("owner", "source").prefetch_related(*related).newest_first()
    built_in, own = [one for one in columns if not one.own], [one.own for one in columns if one.own]
    read = lambda client: [column.value(client) for column in built_in]  # noqa: E731
    yield from rows_with_own(clients.iterator(chunk_size=CHUNK), read, own, user)


def note_export(user, kind, rows, conditions, columns, ending):
    """Who took what away: the audit keeps the conditions, the number of rows and the columns."""
    facts = {"kind_of": kind, "rows": rows, "conditions": conditions, "columns": columns, "format": ending}
    user.record("exported", by=user, audience=Entry.Audience.ADMINS, **facts)

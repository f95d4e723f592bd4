"""Two cards side by side: what is equal, what has to be chosen, what stays from both, and what comes along."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from .attached import ties_of
from .attributes import AFTER_SAVING, BUILT_IN
from .choosing import LEGAL, fields_of, readers_for

_SEEN_BY_RIGHT = AFTER_SAVING - {"segments", "interests"}
_ATTACHED = {
    "deals.deal": ("layout-kanban", ngettext_lazy("%(n)s deal", "%(n)s deals", "n")),
    "deals.dealcontact": ("users-group", ngettext_lazy("a part in %(n)s deal", "a part in %(n)s deals", "n")),
    "leads.lead": ("inbox", ngettext_lazy("%(n)s lead", "%(n)s leads", "n")),
    "tasks.task": ("checkbox", ngettext_lazy("%(n)s task", "%(n)s tasks", "n")),
    "chains.chainrun": ("arrows-right-left", ngettext_lazy("%(n)s chain", "%(n)s chains", "n")),
    "telephony.call": ("phone", ngettext_lazy("%(n)s call", "%(n)s calls", "n")),
    "contacts.contactrole": ("users", ngettext_lazy("%(n)s link of a person and a company", "%(n)s links of people and companies", "n")),
    "contacts.company": ("building", ngettext_lazy("%(n)s company that is part of it", "%(n)s companies that are part of it", "n")),
    "contacts.bankaccount": ("building-bank", ngettext_lazy("%(n)s bank account", "%(n)s bank accounts", "n")),
    "timeline.comment": ("message", ngettext_lazy("%(n)s comment", "%(n)s comments", "n")),
    "timeline.file": ("paperclip", ngettext_lazy("%(n)s file", "%(n)s files", "n")),
}
_RECORDS = ngettext_lazy("%(n)s record", "%(n)s records", "n")


@dataclass(frozen=True)
class Row:
    """A field of both cards; `default` is what stays unless chosen, none where a person has to say it."""

    key: str
    label: str
    kept: str
    absorbed: str
    default: str
    may_choose: bool
    is_asked: bool

    @property
    def is_same(self):
        return self.kept == self.absorbed

    @property
    def is_choice(self):
        return not self.is_same and self.may_choose


@dataclass(frozen=True)
class Lines:
    """What stays from both cards, equal lines once."""

    label: str
    kept: list
    absorbed: list

    @property
    def all(self):
        return [*self.kept, *(line for line in self.absorbed if line not in self.kept)]


def rows_of(kept, absorbed, user):
    """The fields that at least one card has filled. Of two legal persons every legal id is asked for."""
    fields = fields_of(kept, absorbed, user)
    are_two = any(field.key == "inn" and field.is_legal for field in fields)
    rows = []
    for field in fields:
        if any(field.words):
            is_asked = not field.is_same and (field.is_legal or (are_two and field.key in LEGAL))
            words = [_shown(getattr(client, field.key, None), field.reader.words(client)) for client in (kept, absorbed)]
            rows.append(Row(field.key, field.label, *words, "" if is_asked else field.default, field.may_choose, is_asked))
    return rows


def lines_of(kept, absorbed, user):
    """Phones, e-mails, addresses, segments: nothing is chosen, all of them stay."""
    hidden = set() if user.has_right("see_contacts") else _SEEN_BY_RIGHT
    readers = [one for one in BUILT_IN[kept.kind] if one.key in AFTER_SAVING - hidden]
    found = [Lines(str(one.label), *(_lines(client, one.key) for client in (kept, absorbed))) for one in readers]
    return [lines for lines in found if lines.all]


def attached_to(client, user):
    """[(icon, "3 deals")] of what comes along, as far as this person may see it."""
    found = []
    for tie in ties_of(client.kind):
        if tie.label in _ATTACHED and (number := _seen(tie, client, user).count()):
            icon, words = _ATTACHED[tie.label]
            found.append((icon, words % {"n": number}))
    return found


def left_in_words(journal):
    """What a merge taken back could not return, each with the reason."""
    return [(_what(one, journal.kept.kind), _WHY[one["why"]]()) for one in journal.left_behind]


_WHY = {
    "changed": lambda: _("was changed since the merge and stays as it is now"),
    "elsewhere": lambda: _("was taken off this card since and stays where it is"),
    "gone": lambda: _("is gone since: nothing to return"),
}


def _what(left, kind):
    if left["what"] != "field":
        words = _ATTACHED[left["what"]][1] if left["what"] in _ATTACHED else _RECORDS
        return str(words % {"n": left["number"]})
    return next((str(one.label) for one in readers_for(kind) if one.key == left["key"]), left["key"])


def _shown(value: Any, words):
    return formats.date_format(value, "DATE_FORMAT") if isinstance(value, date) else words


def _lines(client, key):
    return [getattr(one, "shown", None) or str(one) for one in getattr(client, key).all()]


def _seen(tie, client, user):
    """Rows of this tie that are not in the trash, as far as this person may see such records."""
    rows = tie.of(client.pk)
    if any(field.name == "deleted_at" for field in tie.model._meta.concrete_fields):
        rows = rows.filter(deleted_at__isnull=True)
    records = getattr(tie.model, "objects", None)
    return rows.filter(pk__in=records.visible_to(user).values("pk")) if hasattr(records, "visible_to") else rows

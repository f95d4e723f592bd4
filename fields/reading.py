"""Own fields of many records at once: which of them a person sees, and their values in this reader's words."""

from collections import defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext as _

from timeline import subjects
from timeline.models import File

from .card_rows import fields_for, may_read
from .records import CLIENTS, client_of, files_of
from .values import is_empty, shown

PREFIX = "extra_"


def own_fields(user, entity):
    """The live fields that this person sees in lists: sums and phones by the right to see such at all."""
    return [field for field in fields_for(user, entity) if may_read(user, field)]


def sees(user, field):
    """The same of a field at hand, in use or not."""
    return field.is_seen_by(user) and may_read(user, field)


def value_of(record, field):
    """What a record keeps in a field; a card of a funnel that has no such field keeps nothing."""
    return record.extra.get(field.code) if field.belongs_to(getattr(record, "funnel_id", None)) or record.kind != "deal" else None


def key_of(field):
    return f"{PREFIX}{field.code}"


def names_own(name):
    """Whether a parameter of an address speaks of an own field."""
    return name.startswith(PREFIX)


def with_extra(records):
    """The own values of a page that was read without them, by one question."""
    bare = [record for record in records if "extra" in record.get_deferred_fields()]
    if bare:
        kept = dict(type(bare[0]).objects.filter(pk__in=[record.pk for record in bare]).values_list("pk", "extra"))
        for record in bare:
            record.extra = kept[record.pk]
    return records


class Values:
    """The values of these fields on these records: colleagues, clients and files are asked for once, with the reader's eyes."""

    def __init__(self, fields, records, user):
        self.fields, self.user, self._ids = fields, user, defaultdict(set)
        for field in fields:
            if field.type in ("user", "client", "file"):
                for record in records:
                    self._gather(field.type, value_of(record, field))

    def words(self, record, field):
        """The value as plain text."""
        value = value_of(record, field)
        if is_empty(value):
            return ""
        if field.type == "user":
            return self._people.get(value, "") if isinstance(value, int) else ""
        if field.type == "client":
            found = client_of(value)
            return self._clients.get(found, ("", ""))[0] if found else str(value)
        if field.type == "file":
            return ", ".join(file.name for file in self._files_on(record, value))
        return _plain(field, value)

    def data(self, record, field):
        """The value as a table in a file keeps it: numbers and dates as such, all else as text."""
        value = value_of(record, field)
        try:
            if field.type in ("number", "money") and not is_empty(value):
                return Decimal(str(value))
            if field.type == "date" and not is_empty(value):
                return date.fromisoformat(value)
        except (InvalidOperation, ValueError, TypeError):
            return str(value)
        return str(value) if field.type == "phone" and not is_empty(value) else self.words(record, field)

    def cell(self, record, field):
        """The value as a list shows it: what leads somewhere is a link, what is long is cut, whole in its title."""
        value, words = value_of(record, field), self.words(record, field)
        if not words:
            return ""
        if field.type == "link" and words.lower().startswith(("http://", "https://")):
            return format_html(
                '<a href="{}" rel="noopener noreferrer nofollow" target="_blank" title="{}">{}</a>', words, words, _short(words)
            )
        if field.type == "client" and (found := client_of(value)):
            name, url = self._clients[found]
            return format_html('<a href="{}">{}</a>', url, name) if url else conditional_escape(name)
        if field.type == "file":
            return format_html_join(", ", '<a href="{}">{}</a>', ((_file_url(one), one.name) for one in self._files_on(record, value)))
        return format_html('<span title="{}">{}</span>', words, words) if len(words) > 30 else conditional_escape(words)

    def _gather(self, kind, value):
        if kind == "user" and isinstance(value, int):
            self._ids["user"].add(value)
        elif kind == "file":
            self._ids["file"].update(files_of(value))
        elif kind == "client" and (found := client_of(value)):
            self._ids[found[0]].add(found[1])

    @cached_property
    def _people(self):
        return {one.pk: str(one) for one in get_user_model().objects.filter(pk__in=self._ids["user"])}

    @cached_property
    def _clients(self):
        return {(kind, pk): told for kind in CLIENTS for pk, told in subjects.named(kind, self._ids[kind], self.user).items()}

    @cached_property
    def _files(self):
        return {one.pk: one for one in File.objects.live().with_pks(self._ids["file"])}

    def _files_on(self, record, value):
        """Only files of this very card: an id that points elsewhere shows nothing."""
        found = [self._files[pk] for pk in files_of(value) if pk in self._files]
        return [one for one in found if (one.subject_kind, one.subject_id) == (record.kind, record.pk)]


def words_of(field, keys):
    """{key: words} of the groups that records fall into by a field."""
    if field.type == "user":
        people = get_user_model().objects.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 19])
        return dict.fromkeys(keys, "") | {str(one.pk): str(one) for one in people}
    if field.type == "yes_no":
        return {key: {"true": _("yes"), "false": _("no")}.get(key, "") for key in keys}
    return {key: key for key in keys}


def _plain(field, value):
    try:
        return str(shown(field, value))
    except (InvalidOperation, ValueError, TypeError):
        return str(value)


def _short(link):
    bare = link.split("://", 1)[1]
    return bare if len(bare) <= 40 else f"{bare[:39]}…"


def _file_url(file):
    return reverse("timeline:file", args=[file.subject_kind, file.subject_id, file.pk])

"""The fields of a client by their keys: how each is read, brought into normal form, written and told in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib import phone_numbers
from crm_project.lib.names import company_name, person_name, person_of_parts
from crm_project.lib.text import clean, clean_line
from fields.models import CustomField
from fields.values import hidden_marks, is_empty, pointed, raw_of, shown, stored


class Attribute:
    """A value in a column of the client."""

    def __init__(self, key, label):
        self.key, self.label = key, label

    def value(self, client):
        return getattr(client, self.key)

    def words(self, client):
        value = self.value(client)
        return "" if value is None else str(value)

    def write(self, client, value):
        setattr(client, self.key, clean(value) if isinstance(value, str) else value)

    def put(self, client, value, *, by):
        """Write the value; tells the change in words, or None when there is none."""
        before = self.words(client)
        self.write(client, value)
        after = self.words(client)
        return None if before == after else {"key": self.key, "label": str(self.label), "old": before, "new": after}


class Choice(Attribute):
    def words(self, client):
        choices = dict(client._meta.get_field(self.key).flatchoices)
        return str(choices.get(self.value(client), self.value(client) or ""))


class CompanyName(Attribute):
    """The legal form is split off, the typed spelling is kept."""

    def words(self, client):
        return str(client) if client.name else ""

    def write(self, client, value):
        parts = company_name(value)
        client.name, client.legal_form, client.typed_name = parts.name[:250], parts.legal_form, parts.typed[:300]


class PersonName(Attribute):
    """One line of a name, sorted into its parts; or last name, first name and patronymic, where they were told apart."""

    def words(self, client):
        return " ".join(part for part in (client.last_name, client.first_name, client.patronymic) if part)

    def write(self, client, value):
        parts = person_name(value) if isinstance(value, str) else person_of_parts(*value)
        client.typed_name = parts.typed[:400]
        client.last_name, client.first_name, client.patronymic = parts.last_name[:120], parts.first_name[:120], parts.patronymic[:120]


class Lines(Attribute):
    """Several ways to reach a client: the whole list is given, what stayed stays the same row."""

    def __init__(self, key, label, reader, identity):
        super().__init__(key, label)
        self.reader, self.identity = reader, identity

    def value(self, client):
        return list(getattr(client, self.key).all())

    def put(self, client, value, *, by):
        known = [] if client._state.adding else self.value(client)
        kept = self._keep_or_add(client, known, self.wanted(client, value))
        before, after = self._in_words(known), self._in_words(kept)
        return None if before == after else {"key": self.key, "label": str(self.label), "old": before, "new": after}

    def add(self, client, typed):
        """One more line; a known one stays one."""
        row = self.reader(client, typed)
        known = self.value(client)
        if not row or self.identity(row) in [self.identity(vars(one)) for one in known]:
            return None
        one = getattr(client, self.key).create(position=len(known), **row)
        client._prefetched_objects_cache = {}
        return {"key": self.key, "label": str(self.label), "old": "", "new": self._in_words([one])}

    def wanted(self, client, value):
        """{what makes a line itself: its columns in normal form}, in the order typed, each once."""
        wanted = {}
        for typed in value:
            if row := self.reader(client, typed):
                wanted.setdefault(self.identity(row), row)
        return wanted

    def _keep_or_add(self, client, known, wanted):
        manager = getattr(client, self.key)
        old = {self.identity(vars(one)): one for one in known}
        kept = []
        for position, (identity, row) in enumerate(wanted.items()):
            one = old.pop(identity, None)
            if one is None:
                one = manager.create(position=position, **row)
            elif one.position != position:
                one.position = position
                one.save(update_fields=["position"])
            kept.append(one)
        if old:
            manager.filter(pk__in=[gone.pk for gone in old.values()]).delete()
        client._prefetched_objects_cache = {}
        return kept

    def _in_words(self, rows):
        return ", ".join(getattr(one, "shown", None) or str(one) for one in rows)


class Segments(Attribute):
    def words(self, client):
        return ", ".join(str(one) for one in client.segments.all()) if client.pk else ""

    def write(self, client, value):
        client.segments.set(value)


class Interests(Attribute):
    """Shelves of the price list: links kept by the app above under this name."""

    def words(self, client):
        return ", ".join(str(one) for one in client.interests.all()) if client.pk else ""

    def write(self, client, value):
        client.interests.set(value)


class Custom(Attribute):
    """A characteristic that the company added."""

    def __init__(self, field):
        super().__init__(f"extra_{field.code}", field.label)
        self.field = field

    def value(self, client):
        return client.extra.get(self.field.code)

    def words(self, client):
        return shown(self.field, client.extra.get(self.field.code))

    def write(self, client, value):
        client.extra = {**client.extra, self.field.code: stored(self.field, value)}

    def put(self, client, value, *, by):
        old, new = self.value(client), stored(self.field, value, card=client, by=by)
        if old == new or (is_empty(new) and is_empty(old)):
            return None
        client.extra = {**client.extra, self.field.code: new}
        change = {"key": self.key, "label": str(self.label), "old": shown(self.field, old), "new": shown(self.field, new)}
        change |= raw_of(self.field, old, new)
        if records := pointed(self.field, old, new):
            change["records"] = records
        return change | hidden_marks(self.field)


def _phone(client, typed):
    """A number as typed, or it and its kind: a table tells what its columns hold, a page does not ask."""
    typed, label = typed if isinstance(typed, tuple) else (typed, "")
    line = clean_line(typed)[:250]
    if not line:
        return None
    found = phone_numbers.parse(line, city_code=client.city_code())
    return {"e164": found.e164, "extension": found.extension, "typed": line, "label": label}


def _email(client, typed):
    line = clean_line(typed)[:250]
    return {"address": line.lower(), "typed": line} if line else None


def _messenger(client, typed):
    system, handle = typed
    handle = clean_line(handle)[:120]
    return {"system": system, "handle": handle, "typed": handle} if handle else None


def _address(client, typed):
    line = clean_line(typed)[:400]
    return {"text": line, "typed": line[:250]} if line else None


def _by_number(row):
    """What makes two spellings the same: the number itself, else what was typed."""
    return (row["e164"], row["extension"]) if row["e164"] else row["typed"]


def _by(*names):
    return lambda row: tuple(row[name] for name in names)


_COMMON = [
    Attribute("about", pgettext_lazy("client", "About")),
    Attribute("source", _("Source")),
    Lines("phones", _("Phones"), _phone, _by_number),
    Lines("emails", _("E-mails"), _email, _by("address")),
    Lines("messengers", _("Messengers"), _messenger, _by("system", "handle")),
    Lines("addresses", _("Addresses"), _address, _by("text")),
    Segments("segments", _("Segments")),
    Interests("interests", _("Interested in")),
    Attribute("opening_first_on", _("First contact before the CRM")),
    Attribute("opening_count", _("Deals before the CRM")),
    Attribute("opening_sum", _("Paid before the CRM")),
    Attribute("opening_last_on", _("Last deal before the CRM")),
]
BUILT_IN = {
    "company": [
        CompanyName("name", _("Name")),
        Attribute("full_name", _("Full legal name")),
        Attribute("inn", _("INN")),
        Attribute("kpp", _("KPP")),
        Attribute("ogrn", _("OGRN")),
        Attribute("site", _("Site")),
        Attribute("industry", _("Industry")),
        Attribute("parent", _("Part of")),
        *_COMMON,
    ],
    "contact": [PersonName("person", pgettext_lazy("person", "Name")), Attribute("birthday", _("Birthday")), *_COMMON],
}
AFTER_SAVING = {"phones", "emails", "messengers", "addresses", "segments", "interests"}
"""Keys that need the client's row to exist."""
CONTACT_DATA = {"name", "person", "full_name", "inn", "kpp", "ogrn", "site", "birthday", "phones", "emails", "messengers", "addresses"}
"""Keys whose change means that somebody has just asked the client."""


def reader_of(key, kind):
    for known in BUILT_IN[kind]:
        if known.key == key:
            return known
    return Custom(CustomField.objects.get(entity=kind, code=key.removeprefix("extra_")))


def readers_of(keys, kind):
    """{key: its reader} for many clients, by one question."""
    built_in = {known.key: known for known in BUILT_IN[kind]}
    codes = [key.removeprefix("extra_") for key in keys if key not in built_in]
    own = {f"extra_{field.code}": Custom(field) for field in CustomField.objects.filter(entity=kind, code__in=codes)} if codes else {}
    return {key: built_in.get(key) or own[key] for key in keys}

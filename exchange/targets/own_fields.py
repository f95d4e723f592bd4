"""Columns that become characteristics of a card: each cell is read by the type of its field."""

import re
from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from accounts.models import User
from crm_project.lib.cells import BadCell, as_day, as_decimal
from crm_project.lib.phone_numbers import parse
from crm_project.lib.text import clean, clean_line, sort_key
from fields.models import CustomField
from fields.reading import own_fields
from fields.records import CLIENTS
from fields.values import stored
from timeline import subjects

from .people import names_of, spellings
from .target import BadRow

READABLE = {"text", "number", "money", "date", "choice", "choices", "yes_no", "link", "phone", "user", "client"}
"""A table holds no files."""
YES = {"да", "yes", "y", "true", "1", "+", "истина"}
NO = {"нет", "no", "n", "false", "0", "-", "ложь"}
_ADDRESS = re.compile(r"(https?://)?[^\s/]+\.[^\s/.]{2,}(/\S*)?", re.IGNORECASE)
_LONGEST, _LONGEST_LINK, _MOST_NAMESAKES = 2000, 500, 50
_LARGEST = {"number": Decimal(10) ** 14, "money": Decimal(10) ** 13}


class OwnColumns(dict):
    """{column: CustomField}, and who brings them in: the records that cells name are found with that person's eyes."""

    def __init__(self, fields, by):
        super().__init__(fields)
        self.by, self._clients = by, {}

    @cached_property
    def people(self):
        """{name in either order, or e-mail: [colleagues]}"""
        found = defaultdict(list)
        for user in User.objects.people():
            for name in names_of(user):
                found[name].append(user)
        return found

    def clients(self, name):
        """[(kind, id)] of the visible clients of exactly this name; a second one is enough to know that it is ambiguous."""
        if name not in self._clients:
            wanted, found = sort_key(name), []
            for kind in CLIENTS if wanted else ():
                named = subjects.subject(kind).visible(self.by).live().named(name).order_by("pk")[:_MOST_NAMESAKES]
                found += [(kind, one.pk) for one in named if wanted in _names_of_client(one)]
            self._clients[name] = found
        return self._clients[name]


def _names_of_client(client):
    return {sort_key(str(one)) for one in (client, getattr(client, "full_name", ""), getattr(client, "name", ""))}


def fields_for_columns(user, entity):
    """The own fields that a column may go into."""
    return [field for field in own_fields(user, entity) if field.type in READABLE]


def own_fields_of(run):
    """{column: CustomField} for the columns that become fields of their own."""
    places = {place: int(key.removeprefix("extra:")) for place, key in run.mapping.items() if key.startswith("extra:")}
    fields = CustomField.objects.live().in_bulk(places.values())
    return OwnColumns({place: fields[pk] for place, pk in places.items() if pk in fields}, run.by)


def values_of_own(row, own, order=""):
    """{key: value} as the verbs of a client take them; an empty cell is no value."""
    return {f"extra_{field.code}": _read(field, cell, order, own) for field, cell in _cells(row, own)}


def stored_own(row, own, order=""):
    """{code: value} as a card keeps them."""
    return {field.code: stored(field, _read(field, cell, order, own)) for field, cell in _cells(row, own)}


def _cells(row, own):
    cells = ((field, row.extra.get(place)) for place, field in own.items())
    return [(field, cell) for field, cell in cells if cell not in (None, "") and clean_line(cell)]


def _read(field, cell, order, own):
    try:
        return _READERS.get(field.type, _text)(field, cell, order, own)
    except BadCell as bad:
        raise BadRow(field.label, bad.why, clean_line(cell)) from None


def _text(field, cell, order, own):
    return clean(cell)[:_LONGEST]


def _number(field, cell, order, own):
    number = as_decimal(cell)
    if abs(number) >= _LARGEST[field.type]:
        raise BadRow(field.label, "number", clean_line(cell))
    return number


def _link(field, cell, order, own):
    address = clean_line(cell)
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST_LINK:
        raise BadRow(field.label, "link", address)
    return address if "://" in address else f"https://{address}"


def _phone(field, cell, order, own):
    typed = clean_line(cell)
    if not parse(typed).e164:
        raise BadRow(field.label, "phone", typed)
    return typed


def _yes_no(field, cell, order, own):
    word = clean_line(cell).casefold()
    if word not in YES | NO:
        raise BadRow(field.label, "yes_no", clean_line(cell))
    return word in YES


def _choice(field, cell, order, own):
    known = {option.casefold(): option for option in field.options}
    word = clean_line(cell)
    if word.casefold() not in known:
        raise BadRow(field.label, "choice", word)
    return known[word.casefold()]


def _choices(field, cell, order, own):
    """Split by semicolons, else by commas; an option may itself hold a comma. Each is kept once, in the order of the options."""
    text = clean_line(cell)
    for parts in ([text], text.split(";"), re.split("[;,]", text)):
        words = [part.strip() for part in parts if part.strip()]
        if all(word.casefold() in {option.casefold() for option in field.options} for word in words):
            break
    chosen = {_choice(field, word, order, own) for word in words}
    return [option for option in field.options if option in chosen]


def _colleague(field, cell, order, own):
    found = {user.pk: user for name in spellings(clean_line(cell)) for user in own.people.get(name, ())}
    working = {pk: user for pk, user in found.items() if user.is_active}
    found = working if len(working) == 1 else found
    if len(found) != 1:
        raise BadRow(field.label, "several_colleagues" if found else "unknown_colleague", clean_line(cell))
    return next(iter(found.values()))


def _client(field, cell, order, own):
    found = own.clients(clean_line(cell))
    if len(found) != 1:
        raise BadRow(field.label, "several_clients" if found else "unknown_client", clean_line(cell))
    return {"kind": found[0][0], "id": found[0][1]}


_READERS = {
    "number": _number,
    "money": _number,
    "date": lambda field, cell, order, own: as_day(cell, order),
    "link": _link,
    "phone": _phone,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "user": _colleague,
    "client": _client,
}

"""Columns that become characteristics of a card: each cell is read by the type of its field."""

from crm_project.lib.cells import BadCell, as_day, as_decimal
from crm_project.lib.text import clean, clean_line
from fields.models import CustomField
from fields.values import stored

from .target import BadRow

READABLE = {"text", "number", "money", "date", "choice", "choices", "yes_no", "link", "phone"}
YES = {"да", "yes", "y", "true", "1", "+", "истина"}
NO = {"нет", "no", "n", "false", "0", "-", "ложь"}


def own_fields_of(run):
    """{column: CustomField} for the columns that become fields of their own."""
    places = {place: int(key.removeprefix("extra:")) for place, key in run.mapping.items() if key.startswith("extra:")}
    fields = CustomField.objects.in_bulk(places.values())
    return {place: fields[pk] for place, pk in places.items() if pk in fields}


def values_of_own(row, own, order=""):
    """{key: value} as the verbs of a client take them; an empty cell is no value."""
    cells = {field: row.extra.get(place) for place, field in own.items()}
    return {f"extra_{field.code}": _read(field, cell, order) for field, cell in cells.items() if cell not in (None, "")}


def stored_own(row, own, order=""):
    """{code: value} as a card keeps them."""
    cells = {field: row.extra.get(place) for place, field in own.items()}
    return {field.code: stored(field, _read(field, cell, order)) for field, cell in cells.items() if cell not in (None, "")}


def _read(field, cell, order):
    try:
        return _READERS.get(field.type, _text)(field, cell, order)
    except BadCell as bad:
        raise BadRow(field.label, bad.why, clean_line(cell)) from None


def _text(field, cell, order):
    return clean(cell)[:2000]


def _yes_no(field, cell, order):
    word = clean_line(cell).casefold()
    if word not in YES | NO:
        raise BadRow(field.label, "yes_no", cell)
    return word in YES


def _choice(field, cell, order):
    known = {option.casefold(): option for option in field.options}
    word = clean_line(cell)
    if word.casefold() not in known:
        raise BadRow(field.label, "choice", word)
    return known[word.casefold()]


_READERS = {
    "number": lambda field, cell, order: as_decimal(cell),
    "money": lambda field, cell, order: as_decimal(cell),
    "date": lambda field, cell, order: as_day(cell, order),
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": lambda field, cell, order: [_choice(field, part, order) for part in clean_line(cell).split(",") if part.strip()],
}

"""Values of custom fields: one JSON form per type, and the words that show it. What asks for them is in `form_fields`."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from crm_project.lib.formats import full_day
from crm_project.lib.phone_numbers import parse
from crm_project.lib.phone_numbers import shown as shown_phone
from crm_project.lib.text import clean

from .form_fields import form_field_of
from .records import Named, client_of

__all__ = ["form_field_of", "hidden_marks", "is_empty", "pointed", "raw_of", "shown", "stored"]


def is_empty(value):
    return value is None or value == "" or value == []


def stored(field, value, *, card=None, by=None):
    """The JSON form of a cleaned value: numbers as decimal strings, dates as ISO, users and files as ids."""
    if is_empty(value):
        return None
    if field.type in ("number", "money"):
        return format(Decimal(str(value)).normalize(), "f")
    if field.type == "date":
        return value.isoformat() if isinstance(value, date) else str(value)
    if field.type == "choices":
        return list(value)
    if field.type == "yes_no":
        return bool(value)
    if field.type == "file":
        return _kept_file(field, value, card, by)
    if field.type == "client" and isinstance(value, dict):
        return value
    if field.type in ("user", "client"):
        return getattr(value, "pk", value)
    if field.type == "phone":
        return parse(value).e164 or clean(value)
    return clean(value)


def shown(field, value, user=None, named=None):
    """The value in words, in the reader's language. `named` are the names of many records read at once."""
    if is_empty(value):
        return ""
    if field.type in ("number", "money"):
        return _number(value, 2 if field.type == "money" else None)
    if field.type == "date":
        return _day(value)
    if field.type == "choices":
        return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    if field.type == "yes_no":
        return _("yes") if value else _("no")
    if field.type == "phone":
        return shown_phone(str(value))
    if field.type in ("user", "client", "file"):
        return _named(field, value, named or Named([field], [{field.code: value}], user))
    return str(value)


def hidden_marks(field):
    """What a change says of itself, so that the history shows it to those with the right to sums or to phones only."""
    return {"money": {"is_money": True}, "phone": {"is_contact": True}}.get(field.type, {})


def pointed(field, old, new):
    """Clients that a change names: whoever reads of it must be allowed to see them."""
    found = [client_of(value) if field.type == "client" else None for value in (old, new)]
    return [list(one) if one else None for one in found] if any(found) else None


def raw_of(field, old, new):
    """A day or a yes/no of a change, kept beside its words: the history tells it in the language of its reader."""
    if field.type == "date":
        return {"days": [old or None, new or None]}
    return {"answers": [old, new]} if field.type == "yes_no" else {}


def _named(field, value, named):
    if field.type == "user":
        return named.colleague(value)
    if field.type == "client":
        return named.client(value)[0]
    return ", ".join(name for name, _address in named.files(value))


def _number(value, places=None):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    whole = number == number.to_integral()
    number = number.quantize(Decimal(1)) if whole else number.normalize()
    return number_format(number, None if whole else places, use_l10n=True, force_grouping=True)


def _day(value):
    try:
        return full_day(date.fromisoformat(value))
    except (ValueError, TypeError):
        return str(value)


def _kept_file(field, value, card, by):
    if value is False:
        return None
    if not isinstance(value, UploadedFile):
        return value
    from timeline.keeping import keep

    return keep(value, card, by=by, place=field.key).pk

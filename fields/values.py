"""Values of custom fields: one JSON form per type, the form field that asks for it, the words that show it."""

from datetime import date
from decimal import Decimal

from django import forms
from django.contrib.auth import get_user_model
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from crm_project.lib.phone_numbers import parse
from crm_project.lib.phone_numbers import shown as shown_phone
from crm_project.lib.text import clean


def is_empty(value):
    return value is None or value == "" or value == []


def form_field_of(field, user=None):
    """A Django form field for a CustomField, not required: what is required is the stage's business."""
    common = {"label": field.label, "help_text": field.hint, "required": False}
    return _FORM_FIELDS[field.type](field, common, user)


def stored(field, value, *, card=None, by=None):
    """The JSON form of a cleaned value: numbers as decimal strings, dates as ISO, users and files as ids."""
    if is_empty(value):
        return None
    if field.type in ("number", "money"):
        return str(Decimal(str(value)))
    if field.type == "date":
        return value.isoformat() if isinstance(value, date) else str(value)
    if field.type == "choices":
        return list(value)
    if field.type == "yes_no":
        return bool(value)
    if field.type == "file":
        return _kept_file(value, card, by)
    if field.type in ("user", "client"):
        return getattr(value, "pk", value)
    if field.type == "phone":
        return parse(value).e164 or clean(value)
    return clean(value)


def shown(field, value):
    """The value in words, in the reader's language."""
    if is_empty(value):
        return ""
    if field.type in ("number", "money"):
        number = Decimal(str(value))
        return number_format(number.normalize() if number == number.to_integral() else number, use_l10n=True, force_grouping=True)
    if field.type == "date":
        return date_format(date.fromisoformat(value), "j E Y")
    if field.type == "choices":
        return ", ".join(value)
    if field.type == "yes_no":
        return _("yes") if value else _("no")
    if field.type == "phone":
        return shown_phone(value)
    if field.type == "user":
        return str(get_user_model().objects.filter(pk=value).first() or "")
    if field.type == "file":
        from timeline.models import File

        return ", ".join(File.objects.filter(pk__in=[value] if isinstance(value, int) else value).values_list("name", flat=True))
    return str(value)


def _kept_file(value, card, by):
    if isinstance(value, int | list):
        return value
    from timeline.keeping import keep

    return keep(value, card, by=by).pk


def _choices(field):
    return [("", "")] + [(option, option) for option in field.options]


_FORM_FIELDS = {
    "text": lambda field, common, user: forms.CharField(max_length=2000, **common),
    "number": lambda field, common, user: forms.DecimalField(max_digits=18, decimal_places=4, localize=True, **common),
    "money": lambda field, common, user: forms.DecimalField(max_digits=15, decimal_places=2, localize=True, **common),
    "date": lambda field, common, user: forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common),
    "choice": lambda field, common, user: forms.ChoiceField(choices=_choices(field), **common),
    "choices": lambda field, common, user: forms.MultipleChoiceField(choices=_choices(field)[1:], **common),
    "yes_no": lambda field, common, user: forms.NullBooleanField(**common),
    "file": lambda field, common, user: forms.FileField(**common),
    "link": lambda field, common, user: forms.URLField(max_length=500, assume_scheme="https", **common),
    "user": lambda field, common, user: forms.ModelChoiceField(get_user_model().objects.active().by_name(), **common),
    "client": lambda field, common, user: forms.CharField(max_length=250, **common),
    "phone": lambda field, common, user: forms.CharField(max_length=60, **common),
}

"""The form field that asks for a value, by its type. None is required here: what must be filled is the stage's business."""

import re
from decimal import Decimal

from django import forms
from django.contrib.auth import get_user_model
from django.core.validators import URLValidator
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm_project.lib import clock
from crm_project.lib.formats import number
from crm_project.lib.widgets import RecordPicker
from timeline import subjects
from timeline.keeping import LIMIT

from .records import Named

KEPT = "kept"
"""What the picker sends when the client that stands there, seen or not, stays."""


def form_field_of(field, user=None, value=None):
    """A Django form field for a CustomField; `value` is what stands there now, which may be kept even if no longer offered."""
    common = {"label": field.label, "help_text": field.hint, "required": False}
    return _FORM_FIELDS[field.type](field, common, user, value)


_FOREIGN_TO_NUMBERS = re.compile(r"[^0-9\s\u00a0\u202f.,'+\-−]")
"""Notations of programmers, 1e3 or 1_000, are typing errors of people."""


class LooseDecimal(forms.DecimalField):
    """A number as people type it: spaces between the groups, a comma or a dot before the fraction."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        words = {"min_value": gettext_lazy("%(limit)s or more."), "max_value": gettext_lazy("%(limit)s at most.")}
        for validator in self.validators:
            if text := words.get(getattr(validator, "code", "")):
                validator.message = _limit(text, validator.limit_value)

    def to_python(self, value):
        if isinstance(value, str) and _FOREIGN_TO_NUMBERS.search(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(_plain_number(value) if isinstance(value, str) else value)

    def prepare_value(self, value):
        """What is stored is shown with the reader's separators and no idle zeros; anything else as it was typed."""
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,19}(\.\d{1,6})?", value):
            value = Decimal(value)
        if isinstance(value, Decimal) and value.is_finite():
            value = value.normalize()
            places = 2 if self.decimal_places == 2 and value != value.to_integral_value() else max(-value.as_tuple().exponent, 0)
            value = value.quantize(Decimal(1).scaleb(-places))
        return value


def _say_limit(words, limit):
    return str(words) % {"limit": number(limit)}


_limit = lazy(_say_limit, str)


class BoundedDate(forms.DateField):
    def validate(self, value):
        super().validate(value)
        if value and not clock.is_valid_date(value):
            raise forms.ValidationError(_("Choose a day between 1900 and 2100."))


class UnsetOrNot(forms.NullBooleanSelect):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", gettext_lazy("not said")), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]


class FileHere(forms.FileField):
    """A file up to the size that any place takes; what stands there may be taken away."""

    default_error_messages = {"too_large": gettext_lazy("The file is larger than 20 MB: put it on a shared disk and leave the link.")}

    def clean(self, data, initial=None):
        found = super().clean(data, initial)
        if found and getattr(found, "size", 0) > LIMIT:
            raise forms.ValidationError(self.error_messages["too_large"])
        return None if found is initial and found else found


class FileThere:
    """The file that stands in a field, as the widget shows it."""

    def __init__(self, name, url):
        self.name, self.url = name, url

    def __str__(self):
        return self.name


class ClientPicker(RecordPicker):
    words = ""

    def _label_of(self, value):
        return self.words if value == KEPT else self.found_words

    found_words = ""

    def format_value(self, value):
        return value


class ClientField(forms.CharField):
    """A company or a person that the reader sees; the one that stands there stays, even if it is hidden from the reader."""

    def __init__(self, *, user, value, **common):
        self.user, self.value = user, value
        super().__init__(max_length=40, widget=ClientPicker("search:clients"), **common)
        self.widget.words = _standing(value, user)

    def prepare_value(self, value):
        if isinstance(value, str) and (value == KEPT or re.fullmatch(r"(contact|company):\d{1,18}", value)):
            return value
        return KEPT if value else ""

    def clean(self, value):
        value = super().clean(value)
        if value == KEPT:
            return self.value
        if not value:
            return None
        kind, _colon, pk = value.partition(":")
        found = (
            pk.isdecimal() and len(pk) < 18 and self.user and kind in ("contact", "company") and visible_client(kind, int(pk), self.user)
        )
        if not found:
            raise forms.ValidationError(_("Choose a client of the list."))
        self.widget.found_words = str(found)
        return {"kind": kind, "id": found.pk}


def _standing(value, user):
    if not value:
        return ""
    return Named([_AnyClient], [{"": value}], user).client(value)[0] or _("a client of colleagues")


class _AnyClient:
    type, code = "client", ""


def visible_client(kind, pk, user):
    """The live client that this person sees, or None."""
    found = subjects.find(kind, pk, user)
    return found if found is not None and getattr(found, "deleted_at", None) is None else None


def _plain_number(typed):
    """Without the spaces, the fraction behind a dot. Where both signs stand, the last one begins the fraction.

    In English "1,001" may be either: it stays as it was typed, and is no number.
    """
    typed = re.sub(r"[\s\u00a0\u202f']", "", typed).replace("−", "-")
    if "," in typed and "." in typed:
        groups = "," if typed.rindex(".") > typed.rindex(",") else "."
        typed = typed.replace(groups, "")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})+", typed) and (get_language() or "").startswith("en"):
        return typed.replace(",", "") if typed.count(",") > 1 else typed
    return typed.replace(",", ".") if typed.count(",") == 1 else typed


def _decimal(digits, places):
    def made(field, common, user, value):
        return LooseDecimal(max_digits=digits, decimal_places=places, localize=True, **common)

    return made


def _options(field, value):
    """Those in force, and the ones that stand there although they are offered no more."""
    standing = value if isinstance(value, list) else [value] if value else []
    old = [str(one) for one in standing if one not in field.options]
    return [(one, one) for one in field.options] + [(one, _("{option} (no longer offered)").format(option=one)) for one in old]


def _choice(field, common, user, value):
    return forms.ChoiceField(choices=[("", ""), *_options(field, value)], **common)


def _choices(field, common, user, value):
    return forms.MultipleChoiceField(choices=_options(field, value), widget=forms.CheckboxSelectMultiple, **common)


def _date(field, common, user, value):
    return BoundedDate(
        widget=forms.DateInput(attrs={"type": "date", "min": "1900-01-01", "max": "2100-12-31"}, format="%Y-%m-%d"), **common
    )


def _file(field, common, user, value):
    found = FileHere(widget=forms.ClearableFileInput, **common)
    files = Named([field], [{field.code: value}], user).files(value) if value else []
    found.initial = FileThere(*files[0]) if files else None
    return found


def _link(field, common, user, value):
    known = forms.URLField(max_length=500, assume_scheme="https", **common)
    known.validators = [one for one in known.validators if not isinstance(one, URLValidator)]
    known.validators.append(URLValidator(schemes=["http", "https"], message=_("A link begins with http:// or https://.")))
    return known


def _colleague(field, common, user, value):
    people = get_user_model().objects
    known = people.active().people() | people.filter(pk=value) if isinstance(value, int) else people.active().people()
    return forms.ModelChoiceField(known.by_name(), **common)


_FORM_FIELDS = {
    "text": lambda field, common, user, value: forms.CharField(max_length=2000, **common),
    "number": _decimal(18, 4),
    "money": _decimal(15, 2),
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes_no": lambda field, common, user, value: forms.NullBooleanField(widget=UnsetOrNot, **common),
    "file": _file,
    "link": _link,
    "user": _colleague,
    "client": lambda field, common, user, value: ClientField(user=user, value=value, **common),
    "phone": lambda field, common, user, value: forms.CharField(max_length=60, widget=forms.TextInput(attrs={"type": "tel"}), **common),
}

"""A client as a condition of a list: one that the reader sees, chosen with the picker; a name in an address of old stays a name."""

import re
from dataclasses import dataclass

import django_filters
from django import forms
from django.utils.translation import gettext as _

from crm_project.lib.widgets import RecordPicker

from .form_fields import visible_client

_CHOSEN = re.compile(r"(contact|company):(\d{1,17})")


@dataclass(frozen=True)
class ChosenClient:
    kind: str
    pk: int
    name: str

    def __str__(self):
        return self.name


def chosen_client(value, user):
    """The client that a text such as "company:5" names, if this person sees it."""
    found = _CHOSEN.fullmatch(value or "")
    client = found and visible_client(found[1], int(found[2]), user)
    return ChosenClient(client.kind, client.pk, str(client)) if client else None


class ClientCondition(forms.CharField):
    """A hidden client is no choice: it is refused as one that is not there."""

    def __init__(self, *, user, **common):
        super().__init__(max_length=200, widget=_Picker(user), **common)
        self.user = user

    def clean(self, value):
        words = super().clean(value)
        if not _CHOSEN.fullmatch(words):
            return words
        if chosen := chosen_client(words, self.user):
            return chosen
        raise forms.ValidationError(_("Choose a client of the list."))


class ClientFilter(django_filters.CharFilter):
    field_class = ClientCondition


class _Picker(RecordPicker):
    def __init__(self, user):
        super().__init__("search:clients", attrs={"placeholder": _("Name, phone or INN")})
        self.user = user

    def _label_of(self, value):
        if not _CHOSEN.fullmatch(value or ""):
            return value or ""
        return str(chosen_client(value, self.user) or "")

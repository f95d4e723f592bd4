"""Editing a deal when others may edit it too: what was seen travels with the form."""

import json

from django import forms
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from fields.models import CustomField

from .card_fields import BUILT_IN, reader_of
from .forms import CardForm

NEVER_BY_HAND = {"product", "phone", "email", "competitor", "talk"}


class FieldForm(CardForm):
    """One field in place. `was` is what the person saw: only if it still stands is it overwritten."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, deal, user, key, **kwargs):
        super().__init__(*args, card=deal, user=user, wanted=[key], required=False, filled=True, **kwargs)
        self.key = key
        self.initial["was"] = seal_of(self.readers[key].value(deal)) if key in self.readers else ""
        if key in self.fields:
            self.fields[key].widget.attrs["autofocus"] = True

    @property
    def bound(self):
        return self[self.key]

    def save(self):
        was = self.cleaned_data["was"]
        reader = self.readers[self.key]
        self.card.change(self.values, by=self.user, still=lambda card: not was or was == seal_of(reader.value(card)))

    def after_conflict(self):
        """The same text, now against what is stored: saving once more is a decision."""
        data = self.data.copy()
        data["was"] = seal_of(self.readers[self.key].value(self.card))
        form = type(self)(data, deal=self.card, user=self.user, key=self.key)
        form.is_valid()
        form.current = self.readers[self.key].shown(self.card) or _("empty")
        return form


class EditForm(CardForm):
    """Every field of the card that is edited by hand, with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, deal, user):
        own = CustomField.objects.of("deal").seen_by(user).in_funnel(deal.funnel_id)
        custom = [reader_of(one.key, custom=one) for one in own]
        wanted = [reader for key, reader in BUILT_IN.items() if key not in NEVER_BY_HAND] + custom
        super().__init__(data, files, card=deal, user=user, wanted=wanted, required=False, filled=True)
        self.initial["version"] = deal.version

    @property
    def values(self):
        """A file field left empty keeps its file."""
        return {key: value for key, value in super().values.items() if not (value is None and self._is_file(key))}

    def save(self):
        self.card.change(self.values, by=self.user, version=self.cleaned_data["version"])

    def after_conflict(self, current):
        """What was typed stays; beside each field that differs stands what is stored now."""
        data = self.data.copy()
        data["version"] = str(current.version)
        form = type(self)(data, deal=current, user=self.user)
        form.is_valid()
        for key, reader in form.readers.items():
            if not form._is_file(key) and seal_of(reader.value(current)) != seal_of(form.cleaned_data.get(key)):
                form[key].help_text = _("Stored now: {value}").format(value=reader.shown(current) or _("empty"))
        return form

    def _is_file(self, key):
        return isinstance(self.fields[key], forms.FileField)


class TickForm(forms.Form):
    item = forms.CharField(max_length=500)
    is_done = forms.BooleanField(required=False)

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.stage = stage

    def clean_item(self):
        if self.cleaned_data["item"] not in self.stage.checklist:
            raise forms.ValidationError(_("There is no such line."))
        return self.cleaned_data["item"]


def seal_of(value):
    """A short mark of a value: tells whether it is still the same without sending it."""
    value = getattr(value, "pk", value)
    return signing.Signer(salt="deals.field").signature(json.dumps(_plain(value), cls=DjangoJSONEncoder))[:16]


def _plain(value):
    if value in (None, "", []):
        return ""
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return str(value.normalize()) if hasattr(value, "normalize") else str(value)

"""Forms of the settings of fields, and of one value on a card."""

import json

from django import forms
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from crm_project.lib.text import clean_line

from . import choices, options
from .asking import without_kept_files
from .form_fields import form_field_of
from .models import CustomField
from .models.shaping import LOSSLESS
from .options_widget import OptionsField
from .refusals import ValueChanged
from .values import shown

MOST_OPTIONS, LONGEST_OPTION = 200, 120


class FieldForm(forms.Form):
    """A field of the company's own: what it is called, of what type, which options, who sees it and where it belongs."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    hint = forms.CharField(
        label=gettext_lazy("Hint"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Why it is asked and what to write: people read it beside the field."),
    )
    type = forms.ChoiceField(label=pgettext_lazy("field", "Type"), choices=CustomField.Type.choices)
    options = OptionsField(label=gettext_lazy("Choices"), required=False)
    new_options = forms.CharField(
        label=gettext_lazy("New choices, one per line"),
        required=False,
        max_length=25_000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )
    positions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Seen by these positions"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Seen by these roles"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: everybody sees it. Whoever sets up the system always does."),
    )
    funnels = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only in these funnels"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, entity, field=None):
        super().__init__(data, initial=_values_of(field) if field else None)
        self.entity, self.field, self.held = entity, field, {}
        self.fields["positions"].choices = choices.positions(field.seen_by_positions if field else ())
        self.fields["roles"].choices = choices.roles(field.seen_by_roles if field else ())
        self.fields["funnels"].choices = choices.funnels_of(entity, field.funnels if field else ())
        if not self.fields["positions"].choices:
            del self.fields["positions"]
        if len(self.fields["funnels"].choices) < 2 and not (field and field.funnels):
            del self.fields["funnels"]
        if field:
            allowed = {field.type, *LOSSLESS.get(field.type, ())}
            self.fields["type"].choices = [pair for pair in CustomField.Type.choices if pair[0] in allowed]
            self.fields["type"].help_text = _type_words(field, allowed)
            if field.has_options:
                self.fields["options"].widget.told = options.told_of(field)
        if field is None or not field.has_options:
            del self.fields["options"]
        if field and not field.has_options:
            del self.fields["new_options"]

    def clean_label(self):
        label = clean_line(self.cleaned_data["label"])
        twin = CustomField.objects.of(self.entity).filter(label__iexact=label).exclude(pk=self.field.pk if self.field else None)
        if not label:
            raise forms.ValidationError(_("Give it a name."))
        if twin.exists():
            raise forms.ValidationError(_("There is a field of this name already."))
        return label

    def clean(self):
        facts = super().clean()
        rows = [(was, clean_line(now)) for was, now in facts.get("options") or []]
        added = [clean_line(line) for line in facts.get("new_options", "").splitlines()]
        names = [now for _was, now in rows if now] + [line for line in added if line]
        if facts.get("type") in ("choice", "choices"):
            self._check_options(names)
        facts["renamed"] = {was: now for was, now in rows if was and now and was != now}
        facts["option_names"] = list(dict.fromkeys(names)) if facts.get("type") in ("choice", "choices") else []
        facts["gone"] = [was for was, now in rows if was and not now]
        return facts

    def _check_options(self, names):
        where = "options" if "options" in self.fields else "new_options"
        folded = [name.casefold() for name in names]
        double = next((name for name in names if folded.count(name.casefold()) > 1), None)
        if len(set(names)) < 2:
            self.add_error(where, _("A choice needs at least two lines."))
        elif double:
            self.add_error(where, _("“{option}” stands there twice.").format(option=double))
        elif len(names) > MOST_OPTIONS:
            self.add_error(where, _("No more than {n} choices.").format(n=MOST_OPTIONS))
        elif any(len(name) > LONGEST_OPTION for name in names):
            self.add_error(where, _("A choice has at most {n} letters.").format(n=LONGEST_OPTION))

    @property
    def values(self):
        facts = self.cleaned_data
        values = {"label": facts["label"], "hint": facts["hint"], "type": facts["type"], "options": facts["option_names"]}
        values |= {"seen_by_positions": facts.get("positions", []), "seen_by_roles": facts["roles"]}
        return values | {"funnels": facts.get("funnels", [])}

    @property
    def heirs(self):
        """{option that goes: where its values go}, as the person said it for those that somebody holds."""
        gone = self.cleaned_data["gone"]
        return {one: self.data[f"heir-{number}"] for number, one in enumerate(gone) if f"heir-{number}" in self.data}

    def ask_for_heirs(self, counts, uses):
        """[(name of the control, option, words, uses, where to)] for the options that go while something names them."""
        offered = self.cleaned_data["option_names"]
        self.held = [
            (f"heir-{number}", one, _held_words(counts.get(one, 0)), uses.get(one, []), offered)
            for number, one in enumerate(self.cleaned_data["gone"])
            if counts.get(one) or uses.get(one)
        ]
        self.add_error("options", _("What you take away is in use: say what stands in its place."))


class RetireForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    lift = forms.BooleanField(label=gettext_lazy("Stages ask for it no longer"), required=False)


class ValueForm(forms.Form):
    """One value in place. `was` is what the person saw: only if it still stands is it overwritten."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, field, record, user):
        super().__init__(data, files)
        self.field, self.record, self.user = field, record, user
        now = record.extra.get(field.code)
        self.fields["value"] = form_field_of(field, user=user, value=now)
        self.fields["value"].widget.attrs["autofocus"] = True
        if field.type != "file":
            self.initial["value"] = now
        self.initial["was"] = seal_of(now)

    def save(self):
        values = without_kept_files(self, {"value": self.cleaned_data["value"]})
        if "value" in values:
            self.record.change({self.field.key: values["value"]}, by=self.user, still=self._still_stands)

    def _still_stands(self, record):
        was = self.cleaned_data["was"]
        if was and was != seal_of(record.extra.get(self.field.code)):
            raise ValueChanged
        return True

    def after_conflict(self):
        """The same text, now against what is stored: saving once more is a decision."""
        data, record = self.data.copy(), self.record
        now = record.extra.get(self.field.code)
        data["was"] = seal_of(now)
        form = type(self)(data, self.files, field=self.field, record=record, user=self.user)
        form.is_valid()
        form.current = shown(self.field, now, self.user) or _("empty")
        return form


def seal_of(value):
    """A short mark of a value: tells whether it is still the same without sending it."""
    told = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)
    return signing.Signer(salt="fields.value").signature(told)[:16]


def _values_of(field):
    return {
        "label": field.label,
        "hint": field.hint,
        "type": field.type,
        "options": [(one, one) for one in field.options],
        "positions": field.seen_by_positions,
        "roles": field.seen_by_roles,
        "funnels": field.funnels,
        "version": field.version,
    }


def _held_words(count):
    return ngettext("{n} record holds it", "{n} records hold it", count).format(n=count) if count else ""


def _type_words(field, allowed):
    if len(allowed) == 1:
        return _("The type stays: what is written already could not be read otherwise. Add a new field and take this one out of use.")
    return _("Only types that keep every value are offered.")

"""One field of many records gets one value: which field is asked first, then its value."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import subjects

from .verbs import TermsForm, Verb


class FieldTerms(TermsForm):
    """`fields_for(user, kind)` answers {key: (label, a function that makes its form field)}."""

    field = forms.ChoiceField(label=gettext_lazy("Which field"))
    is_emptied = forms.BooleanField(label=gettext_lazy("Empty the field"), required=False)
    reloads = ("field",)
    fields_for = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.fields_for(self.user, self.kind)
        self.fields["field"].choices = [("", "—"), *((key, label) for key, (label, _make) in known.items())]
        chosen = self.data.get("field") if self.is_bound else self.initial.get("field")
        if chosen in known:
            label, make = known[chosen]
            self.fields["value"] = make()
            self.fields["value"].label = label
            self.order_fields(["field", "value", "is_emptied"])
        if chosen not in known or self.fields["value"].required:
            del self.fields["is_emptied"]

    def clean(self):
        told = super().clean()
        if told.get("field") and not self.errors and told.get("value") in (None, "", []) and not told.get("is_emptied"):
            self.add_error("value", _("Fill it in, or say that the field is to be emptied."))
        if told.get("is_emptied"):
            told["value"] = self.fields["value"].empty_value if hasattr(self.fields["value"], "empty_value") else None
        if "value" in self.fields:
            told["name"], told["words"] = str(self.fields["value"].label), self._words(told.get("value"))
        return told

    def _words(self, value):
        """The value as a person reads it."""
        if isinstance(value, dict):
            kind, pk = value.get("kind", ""), value.get("id")
            return subjects.named(kind, [pk], self.user).get(pk, ("",))[0]
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else value


class EditField(Verb):
    code, label, icon, position = "field", gettext_lazy("Change a field"), "pencil", 40

    def title(self, number):
        return _("Change a field: {number}").format(number=number)

    def summary(self, terms):
        return f"{terms['name']}: {_('empty') if terms.get('value') in (None, '', []) else terms['words']}"

    def do(self, record, terms, *, by, seen, token):
        record.change({terms["field"]: terms["value"]}, by=by, version=seen.get("version") or None)

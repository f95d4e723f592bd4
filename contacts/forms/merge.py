from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_project.lib.widgets import RecordPicker

from ..choosing import ABSORBED, KEPT
from ..models import Company, Contact

_PICKERS = {"company": (Company, "search:companies"), "contact": (Contact, "search:contacts")}


class DoubleForm(forms.Form):
    """Which other card is the same client."""

    other = forms.ModelChoiceField(
        Company.objects.none(),
        label=_("The other card"),
        error_messages={"invalid_choice": _("Choose another card: this one is the same, or gone.")},
    )

    def __init__(self, *args, user, client, **kwargs):
        model, url_name = _PICKERS[client.kind]
        super().__init__(*args, **kwargs)
        self.fields["other"].widget = RecordPicker(url_name)
        self.fields["other"].queryset = model.objects.visible_to(user).live().others_than(client)


class MergeForm(forms.Form):
    """Which side each field keeps; a legal id that differs has to be said."""

    versions = forms.RegexField(r"^\d{1,9}-\d{1,9}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if row.is_choice]
        for row in self.rows:
            wrong = {"required": gettext("%(field)s: say which one is right.") % {"field": row.label}}
            sides = [(KEPT, row.kept), (ABSORBED, row.absorbed)]
            self.fields[f"take_{row.key}"] = forms.ChoiceField(label=row.label, choices=sides, required=row.is_asked, error_messages=wrong)

    @property
    def choices(self):
        told = {row.key: self.cleaned_data.get(f"take_{row.key}") for row in self.rows}
        return {key: side for key, side in told.items() if side}

    @property
    def seen(self):
        return [int(number) for number in self.cleaned_data["versions"].split("-")] if self.cleaned_data["versions"] else None

    def side(self, row):
        """What is marked when the form is shown: what was sent, else what stays by itself."""
        return self.data.get(f"take_{row.key}", "") if self.is_bound else row.default

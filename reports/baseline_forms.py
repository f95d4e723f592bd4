from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.formats import month as month_name

from .baselines import months_to_set

SPANS = {"3": _("3 full months"), "6": _("6 full months"), "12": _("12 full months")}


class BaselineForm(forms.Form):
    """Which month is to be measured, and by how much of the past."""

    month = forms.ChoiceField(label=_("For the month"), required=False)
    span = forms.ChoiceField(label=_("By the past"), choices=SPANS.items(), required=False)

    def __init__(self, data):
        super().__init__(data)
        months = months_to_set()
        self.usual = months[1].isoformat()
        self.fields["month"].choices = [(day.isoformat(), month_name(day)) for day in months]
        self.fields["month"].initial, self.fields["span"].initial = self.usual, "12"
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    @property
    def wanted(self):
        """(first day of the month, number of months of the past)"""
        cleaned = self.cleaned_data
        return date.fromisoformat(cleaned.get("month") or self.usual), int(cleaned.get("span") or 12)

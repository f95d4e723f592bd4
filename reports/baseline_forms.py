from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.formats import month as month_name

from .baselines import months_to_set

SPANS = {"3": _("3 full months"), "6": _("6 full months"), "12": _("12 full months")}


class BaselineForm(forms.Form):
    """Which month is to be measured, and by how much of the past."""

    month = forms.ChoiceField(label=_("For the month"))
    span = forms.ChoiceField(label=_("By the past"), choices=SPANS.items())

    def __init__(self, data):
        months = months_to_set()
        super().__init__(
            {"month": months[1].isoformat(), "span": "12"} | {name: data[name] for name in ("month", "span") if data.get(name)}
        )
        self.fields["month"].choices = [(day.isoformat(), month_name(day)) for day in months]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select w-auto"

    @property
    def wanted(self):
        """(first day of the month, number of months of the past)"""
        return date.fromisoformat(self.cleaned_data["month"]), int(self.cleaned_data["span"])

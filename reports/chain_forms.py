from django import forms
from django.utils.translation import gettext_lazy as _

from chains.models import ChainTemplate

from .forms import ReportForm


class BottlenecksForm(ReportForm):
    """Which chain, and the people of which of its steps (`step` is its key)."""

    template = forms.ModelChoiceField(None, label=_("Chain"), required=False, empty_label=_("The most used chain"))
    step = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data, user, default="quarter"):
        super().__init__(data, user, default)
        self.fields["template"].queryset = ChainTemplate.objects.visible_to(user)
        self.fields["template"].widget.attrs["class"] = "form-select form-select-sm w-auto"

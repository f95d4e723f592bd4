"""Forms of a request for absence: what the person asks, whom the head lets stand in."""

import uuid
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.text import clean

from .asking_for_absence import colleagues_of
from .models import AbsenceRequest

TOO_LONG = _("More than three years at once: check the year.")
DEPUTY_IS_AWAY = _("They are away on these dates themselves: choose another one.")


def _day(label):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class AskForm(forms.Form):
    """It calls `AbsenceRequest.ask` with `cleaned_data`."""

    use_required_attribute = False
    why = forms.ChoiceField(label=pgettext_lazy("an absence", "What for"), choices=AbsenceRequest.Kind.choices)
    deputy = forms.ModelChoiceField(
        None,
        label=_("Who could stand in"),
        required=False,
        empty_label=_("the head decides"),
        help_text=_("Your deals and tasks are asked of this person meanwhile."),
    )
    from_on, to_on = _day(_("From")), _day(_("To"))
    words = forms.CharField(
        label=_("A word to the head"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": True})
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ["why", "deputy", "from_on", "to_on", "words", "token"]

    def __init__(self, *args, by, **kwargs):
        tomorrow = clock.local_today() + timedelta(days=1)
        initial = {"from_on": tomorrow, "to_on": tomorrow, "token": uuid.uuid4()}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["deputy"].queryset = colleagues_of(by)

    def clean_words(self):
        return clean(self.cleaned_data["words"])

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        for name, day in (("from_on", first), ("to_on", last)):
            if day and not clock.is_valid_date(day):
                self.add_error(name, _("This year cannot be meant."))
        if first and last and last < first:
            self.add_error("to_on", _("The absence ends before it begins."))
        return cleaned


class ApprovalForm(forms.Form):
    """Who stands in: as proposed, unless the head names somebody else."""

    use_required_attribute = False
    deputy = forms.ModelChoiceField(None, label=_("Who stands in"), required=False, empty_label=_("nobody: the head answers"))

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, initial={"deputy": asked.deputy_id}, **kwargs)
        self.fields["deputy"].queryset = colleagues_of(asked.user)

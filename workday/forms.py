from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from .models import RuleSetting


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}))


class ExplanationForm(forms.Form):
    reason = forms.CharField(label=_("How it came about"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}))


class RulesForm(forms.ModelForm):
    """What a department asks for from its next day on."""

    judged_from = forms.DateField(
        label=_("Control is on from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Until then the lists show what is open, and nothing is judged."),
    )
    warnings = forms.CharField(
        label=_("Warn before the close, minutes"), required=False, help_text=_("Two numbers, such as 60 and 15; empty: no warnings.")
    )

    class Meta:
        model = RuleSetting
        fields = ["unprocessed", "min_age", "no_task", "overdue", "morning_at"]
        widgets = {"morning_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}

    def __init__(self, *args, department, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judged_from"].initial = department.judged_from
        self.fields["warnings"].initial = ", ".join(map(str, self.instance.warnings))
        self.order_fields(["judged_from", "unprocessed", "min_age", "no_task", "overdue", "warnings", "morning_at"])

    def clean_warnings(self):
        words = self.cleaned_data["warnings"].replace(";", ",").replace(" ", ",").split(",")
        numbers = [word for word in words if word]
        if not all(word.isdigit() and 1 <= int(word) <= 240 for word in numbers) or len(numbers) > 4:
            raise forms.ValidationError(_("Minutes from 1 to 240, four at most, such as 60, 15."))
        return sorted({int(word) for word in numbers}, reverse=True)

    def clean_judged_from(self):
        day = self.cleaned_data["judged_from"]
        if day and not clock.is_valid_date(day):
            raise forms.ValidationError(_("This year cannot be meant."))
        return day

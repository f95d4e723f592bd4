import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean

from ..models import Edition


class CleanForm(forms.Form):
    """Texts without what breaks storage."""

    def clean(self):
        return {name: clean(value) if isinstance(value, str) else value for name, value in super().clean().items()}


class ReasonForm(CleanForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self):
        reason = clean(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(_("Say why."))
        return reason


class UnclearForm(CleanForm):
    block = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is unclear?"),
        required=False,
        max_length=1000,
        help_text=_("You may leave it empty: that the place is unclear is news enough."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def fresh(cls, block):
        return cls(initial={"block": block, "token": uuid.uuid4()})


class AnswerForm(CleanForm):
    """The answer, and the edition that says it better if there is one."""

    answer = forms.CharField(label=_("Answer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    edition = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Rewritten in edition"), required=False, empty_label=_("not rewritten")
    )

    def __init__(self, data, confusion):
        super().__init__(data)
        self.fields["edition"].queryset = confusion.section.regulation.editions.readable_by_all().order_by("-number", "-minor")
        self.fields["edition"].label_from_instance = lambda edition: edition.label

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("answer") and not cleaned.get("edition"):
            self.add_error("answer", _("Answer the reader, or name the edition that says it better."))
        return cleaned


class PaperForm(forms.Form):
    """A signature on paper: the scan and the date on it."""

    scan = forms.FileField(label=_("Scan of the signature"), help_text=_("A picture or a PDF, 20 MB at most."))
    signed_on = forms.DateField(
        label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=clock.local_today
    )

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if not clock.is_valid_date(day) or day > clock.local_today():
            raise forms.ValidationError(_("Nobody has signed on a day to come."))
        return day

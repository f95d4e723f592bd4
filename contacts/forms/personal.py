from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from ..models import Consent


class ConsentForm(forms.ModelForm):
    class Meta:
        model = Consent
        fields = ["purpose", "given_on", "source", "text"]
        widgets = {"given_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = clock.local_today()

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day > clock.local_today() or day.year < 1990:
            raise forms.ValidationError(_("A consent is given today or earlier."))
        return day


class ErasureForm(forms.Form):
    reason = forms.CharField(
        label=_("Ground"), max_length=500, help_text=_("number and date of the request, or why the data is kept no longer")
    )
    sure = forms.BooleanField(label=_("I understand that nobody can bring this data back"))

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import beginning, zone_names
from ..models import User
from ..models.workspace import StartProfile
from .fields import LineField
from .sign_in import NewPasswordForm


class BeginningForm(NewPasswordForm):
    """The company and its first person."""

    company = LineField(
        label=_("Company name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True})
    )
    first_name = LineField(label=_("First name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = LineField(
        label=_("Last name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(label=_("Work e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    profile = forms.ChoiceField(label=_("How you work"), choices=StartProfile.choices, initial=StartProfile.ONE, widget=forms.RadioSelect)
    zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Moscow")
    code = forms.CharField(label=_("Code from the server's console"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ["code", "company", "first_name", "last_name", "email", "password", "profile", "zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["zone"].choices = zone_names.choices()
        if not beginning.needs_code():
            del self.fields["code"]

    def clean_code(self):
        if not beginning.is_right_code(self.cleaned_data["code"]):
            raise forms.ValidationError(gettext("This is not the code. `manage.py first_admin` on the server prints a new one."))
        return ""

    def clean_password(self):
        names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name", "email")}
        self.user = User(**names)
        return super().clean_password()

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib import phone_numbers
from crm_project.lib.clock import is_valid_date, local_today
from crm_project.lib.text import clean, clean_line

from .. import zone_names
from ..models import User
from ..sign_in import begin_attempt
from .fields import LineField
from .sign_in import NewPasswordForm


class ProfileForm(forms.ModelForm):
    """What belongs to the person; role, department, superior and position are the administrator's."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "patronymic", "phone", "birthday", "language", "zone", "theme", "shortcuts_on", "signature"]
        field_classes = dict.fromkeys(("first_name", "last_name", "patronymic"), LineField)
        widgets = {
            "birthday": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "signature": forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"] = forms.ChoiceField(
            label=_("Time zone"),
            required=False,
            choices=zone_names.choices(_("as the department")),
            help_text=_("Your day is closed by this zone"),
        )
        self.fields["language"].choices = [("", _("as the browser")), ("ru", "Русский"), ("en", "English")]

    def clean(self):
        cleaned = super().clean()
        cleaned["signature"] = clean(cleaned.get("signature", ""))
        return cleaned

    def clean_birthday(self):
        born = self.cleaned_data["birthday"]
        if born and not is_valid_date(born):
            raise forms.ValidationError(_("A date between 1900 and 2100"))
        if born and born > local_today():
            raise forms.ValidationError(_("This day has not come yet."))
        return born

    def clean_phone(self):
        typed = clean_line(self.cleaned_data["phone"])
        return phone_numbers.parse(typed).e164 or typed


class PhotoForm(forms.Form):
    photo = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}))


class CurrentPasswordForm(forms.Form):
    """A change that needs the current password; wrong ones are counted like sign-ins."""

    current = forms.CharField(
        label=_("Current password"), max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, user, ip, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.ip = user, ip

    def clean_current(self):
        attempt, _left = begin_attempt(self.user.email, ip=self.ip)
        if not self.user.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("This is not your current password"))
        attempt.delete()
        return ""


class PasswordForm(CurrentPasswordForm):
    password = NewPasswordForm.base_fields["password"]
    clean_password = NewPasswordForm.clean_password


class EmailForm(CurrentPasswordForm):
    email = forms.EmailField(label=_("New e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.exclude(pk=self.user.pk).of_email(email):
            raise forms.ValidationError(_("This e-mail is already taken"))
        return email

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib import requisites
from crm_project.lib.text import clean
from crm_project.lib.widgets import RecordPicker

from ..models import Company, Contact


class RoleForm(forms.Form):
    """Which person works in which company, and as what: asked from either card."""

    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), widget=RecordPicker("search:contacts"))
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"), widget=RecordPicker("search:companies"))
    role = forms.CharField(label=_("Role in the company"), max_length=120, required=False, help_text=_("decides, pays, signs…"))
    is_main = forms.BooleanField(label=_("main contact"), required=False)

    def __init__(self, *args, user, client, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = Contact.objects.visible_to(user).live()
        self.fields["company"].queryset = Company.objects.visible_to(user).live()
        del self.fields[client.kind]


class AccountForm(forms.Form):
    bik = forms.CharField(label=_("BIK"), max_length=20)
    account = forms.CharField(label=_("Account"), max_length=30)
    bank = forms.CharField(label=_("Bank"), max_length=200, required=False)

    def clean(self):
        data = super().clean()
        data["bik"], data["account"] = requisites.digits_of(data.get("bik")), requisites.digits_of(data.get("account"))
        for name, problem in (("bik", requisites.wrong_bik(data["bik"])), ("account", requisites.wrong_account(data["account"]))):
            if problem:
                self.add_error(name, problem)
        if not self.errors and (doubt := requisites.doubtful_account(data["account"], data["bik"])):
            self.add_error("account", doubt)
        return data


class GiveForm(forms.Form):
    owner = forms.ModelChoiceField(User.objects.none(), label=_("New owner"))

    def __init__(self, *args, user, client, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().who_work_with(client.kind).in_scope(user, user.scope_of(client.kind, "edit"))
        self.fields["owner"].queryset = people.by_name()


class NoteForm(forms.Form):
    """A word to the owner of somebody else's client."""

    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
        error_messages={"required": _("Write what the owner should know.")},
    )
    proof = forms.CharField(widget=forms.HiddenInput)

    def clean_text(self):
        return clean(self.cleaned_data["text"])

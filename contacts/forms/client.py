from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from crm_project.lib import requisites
from crm_project.lib.text import clean_line
from crm_project.lib.widgets import RecordPicker
from fields.asking import fields_to_ask, without_kept_files
from fields.form_fields import form_field_of

from ..checking import is_email, is_past_day, is_phone
from ..models import Company, Messenger, Segment, Source
from ..shelves import product_groups
from ..widgets import ManyField, ManyLines, ManyMessengers

REACHES = ("phones", "emails", "messengers", "addresses")


def check_phone(line):
    if not is_phone(line):
        raise forms.ValidationError(gettext("“%(line)s” is no phone number.") % {"line": line})


def check_email(line):
    if not is_email(line):
        raise forms.ValidationError(gettext("“%(line)s” is no e-mail address: it reads like name@company.com.") % {"line": line})


def check_messenger(pair):
    if pair[0] not in Messenger.System.values:
        raise forms.ValidationError(gettext("Choose the messenger."))


class ClientForm(forms.Form):
    """What a company and a person have in common; fills a record by `values`, keeps what was typed on error."""

    kind = ""
    more = ()

    phones = ManyField(label=_("Phones"), check=check_phone, widget=ManyLines(add_label=_("phone"), input_type="tel"))
    emails = ManyField(label=_("E-mails"), check=check_email, widget=ManyLines(add_label=_("e-mail"), input_type="email"))
    messengers = ManyField(label=_("Messengers"), check=check_messenger, longest=120, widget=ManyMessengers(add_label=_("messenger")))
    addresses = ManyField(label=_("Addresses"), longest=400, widget=ManyLines(add_label=_("address")))
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False)
    segments = forms.ModelMultipleChoiceField(
        Segment.objects.none(), label=_("Segments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    interests = forms.ModelMultipleChoiceField(
        Segment.objects.none(), label=_("Interested in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    about = forms.CharField(
        label=pgettext_lazy("client", "About"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, client=None, **kwargs):
        kwargs["initial"] = {**(values_of(client) if client else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.user, self.client, self.doubts = user, client, []
        self.fields["source"].queryset = Source.objects.live()
        self.fields["segments"].queryset = Segment.objects.live()
        self.fields["interests"].queryset = product_groups()
        for name in ("segments", "interests"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]
        if client and not user.has_right("see_contacts"):
            for name in REACHES:
                del self.fields[name]
        for custom in fields_to_ask(user, self.kind):
            value = client.extra.get(custom.code) if client else None
            self.fields[custom.key] = form_field_of(custom, user=user, value=value)
            self.initial.pop(custom.key, None) if custom.type == "file" else None

    @property
    def values(self):
        """Values by their keys for the verbs of the model."""
        others = ("token", "version", "company", "role", "sure")
        return without_kept_files(self, {name: value for name, value in self.cleaned_data.items() if name not in others})

    def main_fields(self):
        return [field for field in self.visible_fields() if field.name not in self.more]

    def more_fields(self):
        return [field for field in self.visible_fields() if field.name in self.more]

    def has_more_filled(self):
        return any(field.errors or field.value() for field in self.more_fields())


class CompanyForm(ClientForm):
    kind = "company"
    more = ("full_name", "kpp", "ogrn", "site", "industry", "parent", "addresses", "messengers")

    name = forms.CharField(label=_("Name"), max_length=300, help_text=_("With the legal form or without: it is split off by itself"))
    inn = forms.CharField(label=_("INN"), max_length=20, required=False)
    kpp = forms.CharField(label=_("KPP"), max_length=20, required=False)
    ogrn = forms.CharField(label=_("OGRN"), max_length=25, required=False)
    full_name = forms.CharField(label=_("Full legal name"), max_length=500, required=False)
    site = forms.URLField(label=_("Site"), max_length=250, required=False, assume_scheme="https")
    industry = forms.CharField(label=_("Industry"), max_length=120, required=False)
    parent = forms.ModelChoiceField(Company.objects.none(), label=_("Part of"), required=False, widget=RecordPicker("search:companies"))
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = [
        "name",
        "inn",
        "phones",
        "emails",
        "segments",
        "interests",
        "source",
        "about",
        "kpp",
        "ogrn",
        "full_name",
        "site",
        "industry",
    ]

    def __init__(self, *args, user, client=None, **kwargs):
        super().__init__(*args, user=user, client=client, **kwargs)
        others = Company.objects.visible_to(user).live()
        self.fields["parent"].queryset = others.others_than(client) if client else others

    def clean_site(self):
        site = self.cleaned_data["site"]
        if site and not site.startswith(("http://", "https://")):
            raise forms.ValidationError(_("A site begins with http:// or https://."))
        return site

    def clean(self):
        data = super().clean()
        inn, kpp, ogrn = (requisites.digits_of(data.get(name)) for name in ("inn", "kpp", "ogrn"))
        data |= {"inn": inn, "kpp": kpp, "ogrn": ogrn}
        problems = {"inn": requisites.wrong_inn(inn), "kpp": requisites.wrong_kpp(kpp, inn), "ogrn": requisites.wrong_ogrn(ogrn)}
        for name, problem in problems.items():
            if problem:
                self.add_error(name, problem)
        self.doubts = [] if any(problems.values()) else self._doubts(inn, ogrn, data.get("sure"))
        return data

    def _doubts(self, inn, ogrn, is_sure):
        """A check digit that does not fit is pointed out once; saving again keeps the number."""
        if is_sure or (self.client and (self.client.inn, self.client.ogrn) == (inn, ogrn)):
            return []
        return [doubt for doubt in (requisites.doubtful_inn(inn), requisites.doubtful_ogrn(ogrn)) if doubt]

    def is_valid(self):
        return super().is_valid() and not self.doubts


class ContactForm(ClientForm):
    kind = "contact"
    more = ("birthday", "addresses", "messengers", "about")

    person = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=400, help_text=_("Last name, first name and patronymic, or as it is known")
    )
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"), required=False, widget=RecordPicker("search:companies"))
    role = forms.CharField(label=_("Role in the company"), max_length=120, required=False, help_text=_("decides, pays, signs…"))
    birthday = forms.DateField(label=_("Birthday"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = [
        "person",
        "phones",
        "emails",
        "company",
        "role",
        "source",
        "segments",
        "interests",
        "birthday",
        "messengers",
        "addresses",
        "about",
    ]

    def __init__(self, *args, user, client=None, **kwargs):
        super().__init__(*args, user=user, client=client, **kwargs)
        self.fields["company"].queryset = Company.objects.visible_to(user).live()
        if client:
            # Companies of a known contact are edited on the card, where there may be several.
            del self.fields["company"], self.fields["role"]

    def clean_person(self):
        return clean_line(self.cleaned_data["person"])

    def clean_birthday(self):
        day = self.cleaned_data["birthday"]
        if day and not is_past_day(day):
            raise forms.ValidationError(_("A birthday lies in the past, after 1900."))
        return day


def values_of(client):
    """What a form of a known client starts with."""
    values = {
        "source": client.source_id,
        "segments": [segment.pk for segment in client.segments.all()],
        "interests": [group.pk for group in client.interests.all()],
        "about": client.about,
        "phones": [phone.shown for phone in client.phones.all()],
        "emails": [email.address for email in client.emails.all()],
        "messengers": [(one.system, one.handle) for one in client.messengers.all()],
        "addresses": [address.text for address in client.addresses.all()],
        "version": client.version,
    }
    values |= {f"extra_{code}": value for code, value in client.extra.items()}
    if client.kind == "contact":
        return values | {"person": client.full_name or client.typed_name, "birthday": client.birthday}
    names = ("inn", "kpp", "ogrn", "full_name", "site", "industry")
    return values | {name: getattr(client, name) for name in names} | {"name": str(client), "parent": client.parent_id}

import uuid

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock, requisites
from timeline.keeping import FileIsRefused, keep

from .checking import check_template
from .models import Document, OwnCompany, ShelfPaper, Template
from .models.shelf import departments_of_shelf
from .models.template import NUMBER
from .refusal_words import words_of_template
from .refusals import PressFailed, TemplateIsWrong

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IssueForm(forms.Form):
    """A new document of a deal: by which template, in whose name, of what day."""

    template = forms.ModelChoiceField(Template.objects.none(), label=_("Document"), empty_label=None)
    own_company = forms.ModelChoiceField(OwnCompany.objects.none(), label=_("In the name of"), empty_label=None)
    dated_on = forms.DateField(label=_("Date"), widget=_DATE)
    valid_until = forms.DateField(label=_("Valid or payable until"), required=False, widget=_DATE)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("It stands in the document")
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None):
        super().__init__(data, initial={"dated_on": localdate(clock.now()), "token": uuid.uuid4()})
        self.fields["template"].queryset = Template.objects.live()
        self.fields["own_company"].queryset = OwnCompany.objects.live()
        if OwnCompany.objects.live().count() == 1:
            self.fields["own_company"].widget = forms.HiddenInput()
            self.initial["own_company"] = OwnCompany.objects.main().pk

    def clean_dated_on(self):
        return _real(self.cleaned_data["dated_on"])

    def clean(self):
        day, until = self.cleaned_data.get("dated_on"), self.cleaned_data.get("valid_until")
        if until and (not clock.is_valid_date(until) or (day and until < day)):
            self.add_error("valid_until", _("This day is before the date of the document."))

    def issue(self, deal, *, by):
        facts = dict(self.cleaned_data)
        return Document.issue(deal, facts.pop("template"), facts.pop("own_company"), by=by, **facts)


class ReviseForm(forms.Form):
    """The same number says what the deal says now."""

    template = forms.ModelChoiceField(Template.objects.none(), label=_("By the template"), empty_label=None)
    valid_until = forms.DateField(label=_("Valid or payable until"), required=False, widget=_DATE)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    why = forms.CharField(label=_("What changed"), max_length=500)

    def __init__(self, data=None, *, document):
        super().__init__(data, initial={"template": document.template_id})
        self.fields["template"].queryset = Template.objects.live().filter(type=document.type)


class SentForm(forms.Form):
    to = forms.CharField(label=_("To whom"), max_length=250, required=False)


class AnnulForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=500)


class ScanForm(forms.Form):
    file = forms.FileField(label=_("Signed document"), help_text=_("A scan or a photo, up to 20 MB"))

    def attach(self, document, *, by):
        """False, with words at the field, where the file is not kept."""
        try:
            file = keep(self.cleaned_data["file"], document, by=by)
        except FileIsRefused:
            self.add_error("file", _("The file is empty or larger than 20 MB."))
            return False
        document.attach_scan(file, by=by)
        return True


class TemplateForm(forms.Form):
    """A template of the company's own: any DOCX whose marks are known."""

    type = forms.ChoiceField(label=_("Kind"), choices=Template.Type.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    number_format = forms.CharField(
        label=_("Number"), max_length=60, initial="{number}", help_text=_("For example SF-{year}-{number}; {month} is known too")
    )
    language = forms.ChoiceField(label=_("Language of dates and sums in words"), choices=[("ru", "Русский"), ("en", "English")])
    file = forms.FileField(label=_("DOCX file"), required=False)

    def __init__(self, data=None, files=None, *, template):
        initial = {name: getattr(template, name) for name in ("type", "name", "number_format", "language")} if template.pk else {}
        super().__init__(data, files, initial=initial)
        self.template = template
        self.fields["file"].required = not template.pk
        if template.pk:
            del self.fields["type"]

    def clean_number_format(self):
        text = self.cleaned_data["number_format"]
        if "{number}" not in text or NUMBER.sub("", text).strip("{}") != NUMBER.sub("", text) or "{" in NUMBER.sub("", text):
            raise forms.ValidationError(_("The number needs {number}; {year} and {month} may stand beside it, nothing else in braces."))
        return text

    def clean(self):
        upload = self.cleaned_data.get("file")
        if not upload:
            return
        try:
            check_template(upload, self.cleaned_data.get("language") or "ru")
        except TemplateIsWrong as refusal:
            self.add_error("file", words_of_template(refusal))
        except PressFailed:
            self.add_error("file", _("The file cannot be filled. Open it in Word and save it anew as DOCX."))

    def save(self, *, by):
        facts = dict(self.cleaned_data)
        self.template.shape({name: value for name, value in facts.items() if name != "file"}, facts.get("file"), by=by)


class OwnCompanyForm(forms.ModelForm):
    """Requisites of a company of ours; numbers that cannot be right are refused."""

    class Meta:
        model = OwnCompany
        fields = (
            "name", "full_name", "inn", "kpp", "ogrn", "address", "phone", "email", "bank", "bik", "account", "corr_account",
            "head_title", "head_name", "accountant_name", "adds_vat",
        )  # fmt: skip

    def clean(self):
        facts = self.cleaned_data
        wrong = {
            "inn": facts.get("inn") and requisites.wrong_inn(facts["inn"]),
            "kpp": facts.get("kpp") and requisites.wrong_kpp(facts["kpp"], facts.get("inn", "")),
            "ogrn": facts.get("ogrn") and requisites.wrong_ogrn(facts["ogrn"]),
            "bik": facts.get("bik") and requisites.wrong_bik(facts["bik"]),
            "account": facts.get("account") and requisites.wrong_account(facts["account"]),
            "corr_account": facts.get("corr_account") and requisites.wrong_account(facts["corr_account"]),
        }
        for name, words in wrong.items():
            if words:
                self.add_error(name, words)

    def _post_clean(self):
        """The verb of the model writes; the form only asks."""

    def save(self, *, by):
        self.instance.shape(dict(self.cleaned_data), by=by)


class ShelfForm(forms.ModelForm):
    """A paper of the shelf; a new one needs its file."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("Up to 20 MB; a new file replaces the former one"))

    class Meta:
        model = ShelfPaper
        fields = ("title", "note", "department")

    def __init__(self, data=None, files=None, *, user, instance):
        super().__init__(data, files, instance=instance)
        departments, is_for_all = departments_of_shelf(user)
        field = self.fields["department"]
        field.queryset, field.required, field.empty_label = departments, not is_for_all, _("Everybody") if is_for_all else None
        self.fields["file"].required = not instance.pk

    def _post_clean(self):
        """The verb of the model writes; the form only asks."""

    def save(self, *, by):
        """False, with words at the field, where the file is not kept."""
        facts = dict(self.cleaned_data)
        try:
            self.instance.shape({name: facts[name] for name in ("title", "note", "department")}, facts.get("file"), by=by)
        except FileIsRefused:
            self.add_error("file", _("The file is empty or larger than 20 MB."))
            return False
        return True


def _real(day):
    if not clock.is_valid_date(day):
        raise forms.ValidationError(_("This date cannot be right."))
    return day

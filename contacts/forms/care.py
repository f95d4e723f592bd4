from django import forms
from django.core.validators import validate_comma_separated_integer_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext

from crm_project.lib.text import clean, clean_line

from ..days_of_birth import LONGEST
from ..greeting import PLACEHOLDERS, READY, unknown_in
from ..health import CYCLES, CYCLES_OFFERED, groups_of
from ..models import CareSettings, Contact

DAYS = (3, 10, 30, LONGEST)
USUAL_DAYS = 10
MOST_CHOSEN = 500


def _days():
    """In the language of whoever reads: a lazy plural would keep that of the first."""
    return [(days, npgettext("birthdays", "in the next %d day", "in the next %d days", days) % days) for days in DAYS]


class BirthdaysForm(forms.Form):
    """Which birthdays to list."""

    days = forms.TypedChoiceField(label=_("When"), choices=_days, coerce=int, required=False)
    whose = forms.ChoiceField(label=_("Whose clients"), choices=[("", _("all I see")), ("mine", _("my clients"))], required=False)
    cards = forms.ChoiceField(
        label=_("Paper cards"),
        choices=[
            ("", _("Cards: any")),
            ("open", _("Cards not sent yet")),
            ("sent", _("Cards sent")),
        ],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-select form-select-sm", "aria-label": field.label}
        self.initial.setdefault("days", USUAL_DAYS)
        if self.is_bound and not self.data.get("days"):
            self.data = self.data.copy()
            self.data["days"] = USUAL_DAYS


class HealthForm(forms.Form):
    """Which group of clients to show, and from how many of their own cycles on silence counts."""

    group = forms.ChoiceField(required=False)
    cycles = forms.TypedChoiceField(label=_("Silent for"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.first = groups_of(kind)[0].code
        self.fields["group"].choices = [(one.code, one.label) for one in groups_of(kind)]
        self.fields["cycles"].choices = [(n, npgettext("health", "%d own cycle", "%d own cycles", n) % n) for n in CYCLES_OFFERED]
        self.fields["cycles"].widget.attrs |= {"class": "form-select form-select-sm", "aria-label": self.fields["cycles"].label}

    def clean_cycles(self):
        return self.cleaned_data["cycles"] or CYCLES

    @property
    def group_now(self):
        return self.cleaned_data.get("group") or self.first


class ClientsForm(forms.Form):
    """Chosen clients of one kind, all of whom one may edit."""

    clients = forms.ModelMultipleChoiceField(Contact.objects.none())

    def __init__(self, *args, user, model, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clients"].queryset = model.objects.allowed(user, "edit").live().select_related("owner__role", "owner__department")

    def clean_clients(self):
        chosen = self.cleaned_data["clients"]
        if len(chosen) > MOST_CHOSEN:
            raise forms.ValidationError(_now("At most %d at once.") % MOST_CHOSEN)
        return list(chosen)


class DoneForm(forms.Form):
    """The ids an act answered, for taking it back."""

    ids = forms.CharField(max_length=10_000, validators=[validate_comma_separated_integer_list])

    def clean_ids(self):
        return [int(one) for one in self.cleaned_data["ids"].split(",") if one and len(one) < 18][:MOST_CHOSEN]


class PeopleForm(forms.Form):
    """Chosen people, all of whom one may edit."""

    people = forms.ModelMultipleChoiceField(Contact.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = Contact.objects.allowed(user, "edit").live()


class CareForm(forms.ModelForm):
    class Meta:
        model = CareSettings
        fields = ["remind_days", "greet", "greet_at", "subject_ru", "text_ru", "subject_en", "text_en"]
        widgets = {
            "greet_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "text_ru": forms.Textarea(attrs={"rows": 7, "data-autogrow": True}),
            "text_en": forms.Textarea(attrs={"rows": 7, "data-autogrow": True}),
        }
        help_texts = {
            "remind_days": _("Empty: nobody is reminded. Each owner can also switch the notice off for themselves."),
            "greet": _("Only those with an e-mail who agreed to letters and greetings; once a year, signed by the company."),
            "greet_at": _("By the clock of the company, from 8:00 to 19:00"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, (subject, text) in READY.items():
            for name, ready in ((f"subject_{language}", subject), (f"text_{language}", text)):
                if not self.initial.get(name):
                    self.initial[name] = ready

    @property
    def placeholders(self):
        return [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()]

    def clean_greet_at(self):
        at = self.cleaned_data["greet_at"]
        if not 8 <= at.hour < 19 and (at.hour, at.minute) != (19, 0):
            raise forms.ValidationError(_("Between 8:00 and 19:00: nobody wants to be greeted at night."))
        return at

    def clean(self):
        cleaned = super().clean()
        for language in READY:
            for name, tidy in ((f"subject_{language}", clean_line), (f"text_{language}", clean)):
                cleaned[name] = tidy(cleaned.get(name) or "")
                if wrong := unknown_in(cleaned[name]):
                    names = ", ".join(f"{{{one}}}" for one in wrong)
                    self.add_error(name, _now("There is no such name to put in: %(names)s") % {"names": names})
        return cleaned

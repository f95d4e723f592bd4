from datetime import time

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from crm_project.lib.clock import is_valid_date
from crm_project.lib.text import clean_line

from .. import zone_names
from ..models import CalendarDay, WorkCalendar, Workspace
from ..models.workspace import StartProfile
from .fields import LineField

CURRENCIES = [
    ("RUB", "₽ RUB"),
    ("USD", "$ USD"),
    ("EUR", "€ EUR"),
    ("KZT", "₸ KZT"),
    ("BYN", "Br BYN"),
    ("UZS", "UZS"),
    ("AMD", "֏ AMD"),
    ("GEL", "₾ GEL"),
]


class WorkspaceForm(forms.ModelForm):
    class Meta:
        model = Workspace
        fields = ["name", "zone", "currency", "language", "city_code", "start_profile", "enquiries_become_deals", "check_months"]
        field_classes = {"name": LineField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"] = forms.ChoiceField(label=_("Time zone"), choices=zone_names.choices())
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=[("ru", "Русский"), ("en", "English")])
        self.fields["city_code"].help_text = _("Completes short local numbers: 8692 makes +7 8692 55-44-33 of 55-44-33")
        self.fields["enquiries_become_deals"].help_text = _("For companies that do not sort enquiries first: a deal is made at once")
        self.fields["check_months"].help_text = _("Of contact data and one’s own profile; 0: nobody is asked")
        self.fields["start_profile"].widget = forms.RadioSelect(choices=StartProfile.choices)

    def clean_check_months(self):
        months = self.cleaned_data["check_months"]
        if months > 120:
            raise forms.ValidationError(_("At most 120 months"))
        return months

    def clean_city_code(self):
        code = clean_line(self.cleaned_data["city_code"])
        if code and not code.isdecimal():
            raise forms.ValidationError(_("Digits only, as in 8692"))
        return code


class WeekForm(forms.Form):
    """The working week: for each weekday from when to when, or a day off."""

    def __init__(self, *args, week, **kwargs):
        super().__init__(*args, **kwargs)
        for number, intervals in enumerate(week):
            begins, ends = (intervals[0][0], intervals[-1][1]) if intervals else (None, None)
            for name, value, label in (("from", begins, _("from")), ("to", ends, _("to"))):
                self.fields[f"{number}.{name}"] = forms.TimeField(
                    label=f"{WEEKDAYS[number]}: {label}",
                    required=False,
                    initial=value,
                    widget=forms.TimeInput(
                        attrs={"type": "time", "class": "form-control", "aria-label": f"{WEEKDAYS[number]}: {label}"}, format="%H:%M"
                    ),
                )

    def rows(self):
        return [(WEEKDAYS[number], self[f"{number}.from"], self[f"{number}.to"]) for number in range(7)]

    def clean(self):
        cleaned = super().clean()
        for number in range(7):
            begins, ends = cleaned.get(f"{number}.from"), cleaned.get(f"{number}.to")
            if (begins is None) != (ends is None) or (begins and begins >= ends):
                self.add_error(f"{number}.to", _("The day ends after it begins"))
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("A week needs at least one working day"))
        return cleaned

    def week(self):
        times = [(self.cleaned_data[f"{number}.from"], self.cleaned_data[f"{number}.to"]) for number in range(7)]
        return [[[f"{begins:%H:%M}", f"{ends:%H:%M}"]] if begins else [] for begins, ends in times]


class DayForm(forms.Form):
    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    kind = forms.ChoiceField(label=_("What it is"), required=False, choices=[*CalendarDay.Kind.choices, ("", _("a usual day of the week"))])
    title = LineField(label=_("Name"), max_length=120, required=False)

    def clean_on(self):
        if not is_valid_date(self.cleaned_data["on"]):
            raise forms.ValidationError(_("A date between 1900 and 2100"))
        return self.cleaned_data["on"]


class HoursForm(forms.Form):
    """When the day is closed and in which zone; empty means as the next wider one."""

    closes_at = forms.TimeField(
        label=_("The day is closed at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty: at the end of the working hours of that date"),
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    calendar = forms.ModelChoiceField(
        label=_("Working calendar"), queryset=WorkCalendar.objects.all(), required=False, empty_label=_("the company's")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_names.choices(_("the company's"))
        if WorkCalendar.objects.count() < 2:
            del self.fields["calendar"]

    def clean_closes_at(self):
        closes_at = self.cleaned_data["closes_at"]
        return time(closes_at.hour, closes_at.minute) if closes_at else None


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)

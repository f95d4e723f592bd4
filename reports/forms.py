from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.schedule import timetable_of
from chains.presence import has_chains
from contacts.models import Source
from crm_project.lib import clock
from deals.models import Funnel, Product
from fields.querying import GROUPABLE
from fields.reading import key_of, own_fields

from .own_conditions import OwnDeals
from .period import Period
from .results import kinds_for
from .scope import departments_for, people_for

PERIODS = {
    "week": _("Week"),
    "month": _("Month"),
    "last_month": _("Last month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
    "year_back": _("12 months"),
    "dates": _("Dates"),
}
GROUPS = {
    "owner": _("Manager"),
    "superior": _("Head"),
    "department": _("Department"),
    "product": _("Product"),
    "month": _("Month"),
    "quarter": _("Quarter"),
    "source": _("Source"),
    "industry": _("Industry of the client"),
    "reason": _("Loss reason"),
}


def _date(label):
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _plain(data):
    return data.dict() if hasattr(data, "dict") else dict(data)


class ReportForm(forms.Form):
    """What a report is about. An invalid form shows its errors and no figures at all."""

    period = forms.ChoiceField(label=_("Period"), choices=list(PERIODS.items()), required=False)
    first = _date(_("from"))
    last = _date(_("to"))
    funnel = forms.ModelChoiceField(Funnel.objects.none(), label=_("Funnel"), required=False, empty_label=_("All funnels"))
    department = forms.ModelChoiceField(None, label=_("Department"), required=False, empty_label=_("All departments"))
    owner = forms.ModelChoiceField(None, label=_("Manager"), required=False, empty_label=_("All managers"))
    source = forms.ModelChoiceField(Source.objects.all(), label=_("Source"), required=False, empty_label=_("All sources"))
    product = forms.ModelChoiceField(Product.objects.all(), label=_("Product"), required=False, empty_label=_("All products"))

    group_field = sum_field = None

    def __init__(self, data, user, default="month"):
        super().__init__(data if "period" in data else {**_plain(data), "period": default})
        self.user, self.default = user, default
        self.own_conditions = OwnDeals(data, user=user)
        self.fields["funnel"].queryset = Funnel.objects.for_deals().visible_to(user)
        self.fields["department"].queryset = departments_for(user)
        self.fields["owner"].queryset = people_for(user)
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-select form-select-sm w-auto" if isinstance(field, forms.ChoiceField) else "form-control form-control-sm w-auto"
            )
        self.fields["period"].initial = default

    def show_funnel(self, funnel):
        """The bar names the funnel that is shown, also when nobody chose one."""
        self.data = {**_plain(self.data), "funnel": funnel.pk}

    def clean(self):
        cleaned = super().clean()
        cleaned["own"] = self.own_conditions
        self._check_own()
        first, last = cleaned.get("first"), cleaned.get("last")
        if cleaned.get("period") == "dates" and not (first and last) and not ({"first", "last"} & set(self.errors)):
            self.add_error("first" if not first else "last", _("Say both dates of the period."))
        if first and last and first > last:
            self.add_error("last", _("The period ends before it begins."))
        for name in ("first", "last"):
            if cleaned.get(name) and not clock.is_valid_date(cleaned[name]):
                self.add_error(name, _("Years from 1900 to 2100."))
        return cleaned

    def _check_own(self):
        own = self.own_conditions
        if own.is_valid():
            return
        for error in [*own.own_errors, *(f"{own.form[name].label}: {told[0]}" for name, told in own.form.errors.items())]:
            self.add_error(None, error)

    @cached_property
    def has_chains(self):
        """Their report is offered where the company has any."""
        return has_chains(self.user)

    @property
    def asks_dates(self):
        return self.data.get("period") == "dates"

    @cached_property
    def span(self):
        """The period asked for, in the zone of the chosen department, else of the reader's own."""
        cleaned = self.cleaned_data
        today = clock.local_today()
        zone = timetable_of(self.user).department_zone(cleaned.get("department") or self.user.department, today)
        if cleaned.get("first") and cleaned.get("last"):
            return Period(cleaned["first"], cleaned["last"], zone)
        name = cleaned.get("period") or self.default
        return Period.named(self.default if name == "dates" else name, clock.today(zone), zone)

    @property
    def funnel_or_first(self):
        return self.cleaned_data.get("funnel") or self.fields["funnel"].queryset.first()


class ResultsForm(ReportForm):
    kind = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, data, user, default="month"):
        super().__init__(data, user, default)
        self.fields["kind"].choices = self.kinds = kinds_for(user)

    @property
    def kind_asked(self):
        """A type of tasks by its id, or the calls; the first type where none was chosen."""
        return self.cleaned_data.get("kind") or self.kinds[0][0]


class SalesForm(ReportForm):
    group = forms.ChoiceField(label=_("By"), required=False)
    sum = forms.ChoiceField(label=_("Add up"), required=False)

    def __init__(self, data, user, default="month"):
        super().__init__(data, user, default)
        own = own_fields(user, "deal")
        self.own = {key_of(field): field for field in own}
        self.groups = GROUPS | {key: field.label for key, field in self.own.items() if field.type in GROUPABLE}
        sums = [(key, field.label) for key, field in self.own.items() if field.type in ("number", "money")]
        self.fields["group"].choices = list(self.groups.items())
        self.fields["sum"].choices = [("", _("only the sum of the deal")), *sums]
        self.adds_up = bool(sums)

    @property
    def grouping(self):
        return self.cleaned_data.get("group") or "owner"

    @property
    def group_field(self):
        """The own field that makes the rows, None for a built-in grouping."""
        return self.own.get(self.grouping)

    @property
    def sum_field(self):
        """The own number that is added up beside the sum of the deal."""
        return self.own.get(self.cleaned_data.get("sum"))

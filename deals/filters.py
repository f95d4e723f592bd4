"""The conditions of the board and the list, the same for page, count and export. What is invalid finds nothing."""

from datetime import date, datetime, time, timedelta
from functools import cached_property

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Source
from crm_project.lib import clock
from crm_project.lib.date_filters import DayFilter
from crm_project.lib.formats import day as format_day
from crm_project.lib.formats import number
from fields.filtering import OwnConditions

from .models import Deal, Funnel, LossReason, Product, Stage
from .task_states import task_state_of, task_states

MONEY = ("amount_min", "amount_max")
RARE = ("source", "product", "created_from", "created_to", "closed_from", "closed_to", "active_on", "reason")
ANY, ANYBODY = _("Any"), _("Anybody")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DealFilter(OwnConditions, django_filters.FilterSet):
    """Of what the person sees; choices hold only what they may see, so a foreign id is an invalid filter."""

    q = django_filters.CharFilter(label=_("Words"), method="by_words", max_length=200)
    task = django_filters.ChoiceFilter(
        label=_("Next task"), method="by_task", choices=lambda: [(s.code, s.label) for s in task_states()], empty_label=ANY
    )
    owner = django_filters.ModelChoiceFilter(
        label=_("Owner"), queryset=lambda request: User.objects.colleagues_of(request.user), empty_label=ANYBODY
    )
    stage = django_filters.ModelChoiceFilter(label=_("Stage"), queryset=Stage.objects.none(), empty_label=ANY)
    amount_min = django_filters.NumberFilter(label=_("Sum from"), field_name="amount", lookup_expr="gte", min_value=0, max_digits=15)
    amount_max = django_filters.NumberFilter(label=_("Sum to"), field_name="amount", lookup_expr="lte", min_value=0, max_digits=15)
    late = django_filters.BooleanFilter(label=_("Longer than the norm of the stage"), method="by_lateness", widget=forms.CheckboxInput)
    source = django_filters.ModelChoiceFilter(label=_("Source"), queryset=Source.objects.live(), empty_label=ANY)
    product = django_filters.ModelChoiceFilter(label=_("Product"), queryset=Product.objects.live(), method="by_product", empty_label=ANY)
    created_from = DayFilter(label=_("Created from"), field_name="created_at", method="from_day", widget=DAY)
    created_to = DayFilter(label=_("Created to"), field_name="created_at", method="to_day", widget=DAY)
    closed_from = DayFilter(label=_("Closed from"), field_name="closed_at", method="from_day", widget=DAY)
    closed_to = DayFilter(label=_("Closed to"), field_name="closed_at", method="to_day", widget=DAY)
    active_on = DayFilter(label=_("Activity on the day"), method="with_activity", widget=DAY)
    reason = django_filters.ModelChoiceFilter(
        label=_("Loss reason"), field_name="loss_reason", queryset=LossReason.objects.none(), empty_label=ANY
    )

    entity = "deal"

    class Meta:
        model = Deal
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, *, request, funnel=None, offers_own=False):
        super().__init__(data, queryset, request=request)
        self.funnel = funnel
        stages = funnel.stages.live() if funnel else Stage.objects.filter(funnel__in=_visible_funnels(request.user))
        self.filters["stage"].queryset = stages
        self.filters["reason"].queryset = LossReason.objects.filter(funnel=funnel) if funnel else LossReason.objects.all()
        self.asks_too_much = False
        if not request.user.has_right("see_money"):
            for name in MONEY:
                del self.filters[name]
            self.asks_too_much = any(self.data.get(name) for name in MONEY)
        self.take_own(offers_own)

    def is_valid(self):
        """A condition one may not set finds nothing, instead of everything as if it had not been set."""
        return super().is_valid() and not self.asks_too_much

    @property
    def found(self):
        """The deals that match; none while any condition is invalid."""
        return self.qs if self.is_valid() else self.queryset.none()

    @cached_property
    def given(self):
        """[(name, label, words)] of the conditions in force, for the chips of the bar."""
        if not self.is_bound or not self.is_valid():
            return []
        given = [(name, value) for name, value in self.form.cleaned_data.items() if name not in self.own and value not in (None, "", False)]
        return [(name, self.filters[name].label, self._words(name, value)) for name, value in given] + self.own_given

    @property
    def usual_fields(self):
        return [field for field in self.form if field.name not in RARE and field.name not in self.own]

    @property
    def rare_fields(self):
        return [field for field in self.form if field.name in RARE]

    @property
    def has_rare(self):
        return bool(self.names & set(RARE))

    @property
    def names(self):
        return {name for name, _label, _words in self.given}

    # -- conditions --------------------------------------------------------------

    def by_words(self, deals, _name, words):
        return deals.search(words)

    def by_task(self, deals, _name, code):
        return task_state_of(code).narrow(deals, self.request.user)

    def by_product(self, deals, _name, product):
        return deals.with_product(product)

    def by_lateness(self, deals, _name, value):
        return deals.beyond_the_norm(clock.now()) if value else deals

    def with_activity(self, deals, _name, day):
        return deals.active_between(_midnight(day), _midnight(day + timedelta(days=1)))

    def from_day(self, deals, name, day):
        return deals.filter(**{f"{name}__gte": _midnight(day)})

    def to_day(self, deals, name, day):
        return deals.filter(**{f"{name}__lt": _midnight(day + timedelta(days=1))})

    def _words(self, name, value):
        if name == "task":
            return task_state_of(value).label
        if name == "owner" and value == self.request.user:
            return _("me")
        if name in MONEY:
            return number(value)
        if isinstance(value, date):
            return format_day(value)
        return "" if value is True else value


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _visible_funnels(user):
    return Funnel.objects.for_deals().visible_to(user)

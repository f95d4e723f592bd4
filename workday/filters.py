import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from crm_project.lib.date_filters import DayFilter

from .models import Breach
from .rules import RULES


class BreachFilter(django_filters.FilterSet):
    """Of a person, a department, a rule, between two dates."""

    user = django_filters.ModelChoiceFilter(field_name="owner", queryset=User.objects.all(), label=_("Manager"))
    department = django_filters.ModelChoiceFilter(queryset=Department.objects.all(), label=_("Department"))
    rule = django_filters.ChoiceFilter(choices=[(rule.code, rule.label) for rule in RULES], label=_("Rule"))
    waiting = django_filters.BooleanFilter(method="which_wait", label=_("Explanations wait"))
    verdict = django_filters.BooleanFilter(method="to_judge", label=_("Explanations wait for my verdict"))
    nobody = django_filters.BooleanFilter(field_name="owner", lookup_expr="isnull", label=_("Without an owner"))

    under = django_filters.ModelChoiceFilter(method="of_branch", queryset=Department.objects.all(), label=_("Department"))
    counted = django_filters.BooleanFilter(method="which_count", label=_("Without the days that were set aside"))

    owned = django_filters.BooleanFilter(field_name="owner", lookup_expr="isnull", exclude=True, label=_("Of somebody"))

    def of_branch(self, breaches, name, department):
        return breaches.filter(department__path__startswith=department.path)

    def which_count(self, breaches, name, value):
        return breaches.counted() if value else breaches

    def to_judge(self, breaches, name, value):
        return breaches.awaiting_verdict_of(self.request.user) if value else breaches

    def which_wait(self, breaches, name, value):
        return breaches.explained() if value else breaches

    class Meta:
        model = Breach
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["from"] = DayFilter(field_name="day", lookup_expr="gte", label=_("From"))
        self.filters["to"] = DayFilter(field_name="day", lookup_expr="lte", label=_("To"))
        for name in ("from", "to"):
            self.filters[name].parent, self.filters[name].model = self, Breach

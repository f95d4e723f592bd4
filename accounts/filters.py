import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib.date_filters import DayFilter
from crm_project.lib.text import words_of
from timeline.models import Entry

from .models import Department, Role, User
from .scopes import ROBOT


class PeopleFilter(django_filters.FilterSet):
    """Who is on the list of people: by words of the name or the e-mail, role, department, access."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words")
    role = django_filters.ModelChoiceFilter(label=_("Role"), queryset=Role.objects.exclude(code=ROBOT), empty_label=_("All roles"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), method="in_branch", empty_label=_("All departments")
    )
    access = django_filters.ChoiceFilter(
        label=_("Access"), choices=[("off", _("Without access")), ("all", _("Everybody"))], empty_label=_("With access"), method="by_access"
    )

    class Meta:
        model = User
        fields = ["q", "role", "department", "access"]

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("access") else queryset.active()

    def with_words(self, queryset, name, value):
        for word in words_of(value):
            queryset = queryset.filter(
                Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(patronymic__icontains=word) | Q(email__icontains=word)
            )
        return queryset

    def in_branch(self, queryset, name, department):
        return queryset.filter(department__path__startswith=department.path)

    def by_access(self, queryset, name, value):
        return queryset.filter(is_active=False) if value == "off" else queryset


class AuditFilter(django_filters.FilterSet):
    """Entries of the audit: by who, about what, when; team entries and those for administrators alike."""

    person = django_filters.ModelChoiceFilter(
        field_name="actor", label=_("Person"), queryset=User.objects.by_name(), empty_label=_("All people")
    )
    kind = django_filters.ChoiceFilter(field_name="subject_kind", label=_("About"), choices=lambda: kinds(), empty_label=_("Everything"))
    begins = DayFilter(field_name="recorded_at", lookup_expr="date__gte", label=_("From"))
    ends = DayFilter(field_name="recorded_at", lookup_expr="date__lte", label=_("To"))

    class Meta:
        model = Entry
        fields = ["person", "kind", "begins", "ends"]


KINDS_OF_ENTRIES = {
    "user": _("People"),
    "role": _("Roles"),
    "department": _("Departments"),
    "invitation": _("Invitations"),
    "workspace": _("Company"),
    "position": _("Positions"),
    "deal": _("Deals"),
    "lead": _("Leads"),
    "contact": _("Contacts"),
    "company": _("Companies"),
    "task": _("Tasks"),
    "call": _("Calls"),
    "funnel": _("Funnels"),
    "intake_point": _("Intake of leads"),
    "regulation": _("Handbook"),
    "export": _("Exports"),
    "import": _("Imports"),
    "parcel": _("Stuck parcels"),
}


def kinds():
    return list(KINDS_OF_ENTRIES.items())

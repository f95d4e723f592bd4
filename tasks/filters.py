import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .models import Task, TaskType

MINE, GIVEN, TEAM = "mine", "given", "team"
WHOSE = [(MINE, _("Mine")), (GIVEN, _("Given by me")), (TEAM, _("Everybody's"))]


def people_seen_by(request):
    user = request.user
    return User.objects.in_scope(user, user.scope_of("task", "see")).by_name()


class TaskFilter(django_filters.FilterSet):
    """Which tasks: whose, of what type, about which client, with which words."""

    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=WHOSE, method="of", empty_label=None)
    person = django_filters.ModelChoiceFilter(label=_("Person"), queryset=people_seen_by, method="of_person", empty_label=_("anybody"))
    type = django_filters.ModelChoiceFilter(label=_("Type"), queryset=lambda request: TaskType.objects.all(), empty_label=_("any"))
    client = django_filters.CharFilter(label=_("Client"), method="of_client")
    q = django_filters.CharFilter(label=_("Text"), method="with_words", widget=forms.TextInput(attrs={"type": "search"}))

    class Meta:
        model = Task
        fields = ["whose", "person", "type", "client", "q"]

    @property
    def whole_team(self):
        """Others' tasks are among the rows."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        return bool(asked.get("person")) or (asked.get("whose") or MINE) != MINE

    def filter_queryset(self, tasks):
        asked = self.form.cleaned_data
        if not asked.get("whose") and not asked.get("person"):
            tasks = tasks.of(self.request.user)
        return super().filter_queryset(tasks)

    def of(self, tasks, name, value):
        if value == GIVEN:
            return tasks.given_by(self.request.user)
        return tasks if value == TEAM or self.form.cleaned_data.get("person") else tasks.of(self.request.user)

    def of_person(self, tasks, name, person):
        return tasks.of(person)

    def of_client(self, tasks, name, words):
        return tasks.of_client(words)

    def with_words(self, tasks, name, words):
        return tasks.search(words)

    def found(self):
        """The tasks, or none at all while a condition makes no sense."""
        return self.qs if self.is_valid() else self.queryset.none()

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .calendar_marks import known_sources, marks_for, sources_for
from .models import Task, TaskType

TASKS = "tasks"
MINE, GIVEN, TEAM = "mine", "given", "team"
WHOSE = [(MINE, _("Mine")), (GIVEN, _("Given by me")), (TEAM, _("Everybody's"))]


def people_seen_by(request):
    user = request.user
    return User.objects.in_scope(user, user.scope_of("task", "see")).by_name()


def _select(label):
    return forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": label})


def _text(label, **attrs):
    return forms.TextInput(
        attrs={"type": "search", "class": "form-control form-control-sm", "placeholder": label, "aria-label": label, **attrs}
    )


def _kinds():
    return [(TASKS, _("Tasks")), *((source.code, source.label) for source in known_sources())]


class TaskFilter(django_filters.FilterSet):
    """Which tasks: whose, of what type, about which client, with which words."""

    whose = django_filters.ChoiceFilter(label=_("Whose"), choices=WHOSE, method="of", empty_label=None)
    person = django_filters.ModelChoiceFilter(
        label=_("Person"), queryset=people_seen_by, method="of_person", empty_label=_("Person: anybody"), widget=_select(_("Person"))
    )
    type = django_filters.ModelChoiceFilter(
        label=_("Type"), queryset=lambda request: TaskType.objects.all(), empty_label=_("Type: any"), widget=_select(_("Type"))
    )
    client = django_filters.CharFilter(label=_("Client"), method="of_client", widget=_text(_("Client")))
    show = django_filters.ChoiceFilter(
        label=_("What to show"), method="all_the_same", choices=_kinds, empty_label=_("Show: everything"), widget=_select(_("What to show"))
    )
    q = django_filters.CharFilter(label=_("Text"), method="with_words", widget=_text(_("Words or client"), **{"data-filter": ""}))

    class Meta:
        model = Task
        fields = ["whose", "person", "type", "client", "show", "q"]

    @property
    def asked(self):
        """The conditions that make sense."""
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def whose_now(self):
        return self.asked.get("whose") or (TEAM if self.asked.get("person") else MINE)

    @property
    def whole_team(self):
        """Others' tasks are among the rows."""
        return self.whose_now != MINE or bool(self.asked.get("person"))

    @property
    def is_narrow(self):
        """More is asked than whose they are."""
        return any(self.asked.get(name) for name in ("person", "type", "client", "q"))

    @property
    def shows_tasks(self):
        """In the calendar; the list is of tasks alone."""
        return self.asked.get("show", "") in ("", TASKS)

    def marks(self, first, last):
        """What stands beside the tasks between two dates, of whom they are; nothing of it is a type, a client or words to search."""
        show, user = self.asked.get("show", ""), self.request.user
        is_else = any(self.asked.get(name) for name in ("type", "client", "q")) or self.whose_now == GIVEN
        if not self.is_valid() or is_else or show == TASKS:
            return []
        if person := self.asked.get("person"):
            return marks_for(user, first, last, {person.pk}, show)
        people = None if self.whose_now == TEAM else {user.pk, *user.stands_in_for}
        return marks_for(user, first, last, people, show)

    @property
    def has_kinds(self):
        """There is something beside tasks that the reader may see."""
        return bool(sources_for(self.request.user))

    def filter_queryset(self, tasks):
        asked = self.form.cleaned_data
        if not asked.get("whose") and not asked.get("person"):
            tasks = tasks.on_desk_of(self.request.user)
        return super().filter_queryset(tasks)

    def of(self, tasks, name, value):
        if value == GIVEN:
            return tasks.given_by(self.request.user)
        return tasks if value == TEAM or self.form.cleaned_data.get("person") else tasks.on_desk_of(self.request.user)

    def of_person(self, tasks, name, person):
        return tasks.of(person)

    def all_the_same(self, tasks, name, value):
        return tasks

    def of_client(self, tasks, name, words):
        return tasks.of_client(words)

    def with_words(self, tasks, name, words):
        return tasks.search(words)

    def found(self):
        """The tasks, or none at all while a condition makes no sense."""
        return self.qs if self.is_valid() else self.queryset.none()

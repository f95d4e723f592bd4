from datetime import timedelta

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib import clock

from .gantt import midnight
from .models import ChainRun, ChainTemplate

WORK, WAITING, LATE, DONE = "work", "waiting", "late", "done"
VIEWS = [(WORK, _("In work")), (WAITING, _("Wait for acceptance")), (LATE, _("Late")), (DONE, _("Finished"))]


def people_seen_by(request):
    user = request.user
    return User.objects.in_scope(user, user.scope_of("task", "see")).by_name()


def _select(label):
    return forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": label})


def _date(label):
    attrs = {"type": "date", "class": "form-control form-control-sm", "aria-label": label, "title": label}
    return forms.DateInput(attrs=attrs, format="%Y-%m-%d")


class RunFilter(django_filters.FilterSet):
    """Which chains: how they stand, by which template, with whom, going on within which dates."""

    view = django_filters.ChoiceFilter(choices=VIEWS, method="standing", empty_label=None)
    template = django_filters.ModelChoiceFilter(
        queryset=lambda request: ChainTemplate.objects.visible_to(request.user),
        method="of_template",
        empty_label=_("Template: any"),
        widget=_select(_("Template")),
    )
    person = django_filters.ModelChoiceFilter(
        queryset=people_seen_by, method="of_person", empty_label=_("Person: anybody"), widget=_select(_("Person"))
    )
    first = django_filters.DateFilter(method="kept", widget=_date(_("Going on from")))
    last = django_filters.DateFilter(method="kept", widget=_date(_("Going on until")))

    class Meta:
        model = ChainRun
        fields = ["view", "template", "person", "first", "last"]

    @property
    def asked(self):
        """The conditions that make sense."""
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def view_now(self):
        return self.asked.get("view") or WORK

    @property
    def is_narrow(self):
        return any(self.asked.get(name) for name in ("template", "person", "first", "last"))

    @property
    def is_sound(self):
        return self.is_valid() and all(clock.is_valid_date(day) for day in self._dates if day)

    @property
    def runs(self):
        """Of every view, in the conditions; none at all while a condition makes no sense."""
        if not self.is_sound:
            return self.queryset.none()
        first, last = self._dates
        zone = timezone.get_current_timezone()
        start, end = first and midnight(first, zone), last and midnight(last + timedelta(days=1), zone)
        return self.qs.going_within(start, end)

    def shown(self, at):
        """Those of the view, and the order that suits it: what ends next first, of what has ended the latest."""
        return standing(self.runs, self.view_now, at), (("-ended_at", "-pk") if self.view_now == DONE else ("planned_end_at", "pk"))

    def counts(self, at):
        return {view: standing(self.runs, view, at).count() for view, _label in VIEWS}

    def standing(self, runs, name, value):
        return runs

    def kept(self, runs, name, value):
        return runs

    def of_template(self, runs, name, template):
        return runs.of_template(template)

    def of_person(self, runs, name, person):
        return runs.with_person(person)

    @property
    def _dates(self):
        return self.asked.get("first"), self.asked.get("last")


def standing(runs, view, at):
    """The runs of one view at a moment."""
    if view == DONE:
        return runs.ended()
    return {WORK: runs.running, WAITING: runs.waiting, LATE: lambda: runs.late(at)}[view]()

"""What is typed about a project; the verbs refuse, the form says why at the field."""

import uuid
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock, formats
from fields.form_fields import LooseDecimal
from tasks.forms import day_input

from .models import Line, Project
from .permissions import leaders_for, may_see_money
from .querysets import tasks_to_gather
from .refusals import FigureRefused

WORDS = {
    "day": _("A day within ten years of today is needed."),
    "spent": _("A day of the last ten years is needed, today at the latest."),
    "before": _("This is before the project begins."),
    "figure": _("This figure cannot be right."),
    "empty": _("A name is needed."),
    "blind": _("This person does not see the deal or client."),
    "many": _("A project has two hundred lines at most."),
}
MOST_SHOWN = 100


def _when(task):
    return formats.moment(task.due_at) if task.due_at else formats.day(task.due_on)


class Told(forms.Form):
    """A form whose verb may refuse; `run(act)` answers what the verb answers, or None with words at the field."""

    def run(self, act):
        try:
            return act() or True
        except FigureRefused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, WORDS[refusal.why])
            return None


class ProjectForm(Told):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"data-wide": True}))
    owner = forms.ModelChoiceField(None, label=_("Led by"), empty_label=None)
    starts_on = forms.DateField(label=_("Begins"), required=False, widget=day_input())
    due_on = forms.DateField(label=_("To be done by"), required=False, widget=day_input())
    note = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, user, project=None, name=""):
        names = ("name", "owner", "starts_on", "due_on", "note", "version")
        fresh = {"token": uuid.uuid4(), "owner": user.pk, "starts_on": clock.local_today(), "name": name}
        super().__init__(data, initial={one: getattr(project, one) for one in names} if project else fresh)
        self.project, self.user = project, user
        self.fields["owner"].queryset = leaders_for(user, project)

    def save(self, subject=None):
        facts = dict(self.cleaned_data)
        token, version = facts.pop("token"), facts.pop("version")
        if self.project:
            return self.run(lambda: self.project.change(by=self.user, version=version, **facts))
        return self.run(lambda: Project.begin(subject, by=self.user, token=token, **facts))


class LineForm(Told):
    name = forms.CharField(label=_("What"), max_length=200, widget=forms.TextInput(attrs={"data-wide": True}))
    quantity = LooseDecimal(label=_("How much"), min_value=Decimal("0.001"), max_digits=12, decimal_places=3, localize=True)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    price = LooseDecimal(label=_("Price of one"), required=False, min_value=Decimal("0.01"), max_digits=15, decimal_places=2, localize=True)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, user, kind, line=None):
        names = ("name", "quantity", "unit", "price", "version")
        initial = {one: getattr(line, one) for one in names} if line else {"token": uuid.uuid4()}
        super().__init__(data, initial=initial)
        self.user, self.kind, self.line = user, kind, line
        if kind == Line.Kind.MONEY:
            del self.fields["quantity"], self.fields["unit"]
            self.fields["price"].label, self.fields["price"].required = _("Sum"), True
        if kind == Line.Kind.HOURS:
            del self.fields["unit"]
            self.fields["quantity"].label, self.fields["price"].label = _("Hours"), _("Price of an hour")
        if not may_see_money(user):
            del self.fields["price"]

    def save(self, project):
        facts = dict(self.cleaned_data)
        token, version = facts.pop("token"), facts.pop("version")
        if self.line:
            return self.run(lambda: self.line.change(by=self.user, version=version, **facts))
        return self.run(lambda: Line.plan(project, by=self.user, kind=self.kind, token=token, **facts))


class SpentForm(Told):
    day = forms.DateField(label=_("Day"), widget=day_input())
    quantity = LooseDecimal(label=_("How much"), min_value=Decimal("0.001"), max_digits=12, decimal_places=3, localize=True)
    amount = LooseDecimal(
        label=_("Cost"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=15,
        decimal_places=2,
        localize=True,
        help_text=_("empty: by the planned price"),
    )
    text = forms.CharField(label=_("Note"), required=False, max_length=250, widget=forms.TextInput(attrs={"data-wide": True}))
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, user, line):
        super().__init__(data, initial={"day": clock.local_today(), "token": uuid.uuid4()})
        self.user, self.line = user, line
        if line.is_money:
            del self.fields["quantity"]
            self.fields["amount"].label, self.fields["amount"].required, self.fields["amount"].help_text = _("Sum"), True, ""
        elif not may_see_money(user):
            del self.fields["amount"]

    def save(self):
        return self.run(lambda: self.line.note_spent(by=self.user, **self.cleaned_data))


class GatherForm(forms.Form):
    """Tasks about the same deal or client that are not in the project yet, those to be done first."""

    tasks = forms.ModelMultipleChoiceField(None, label=_("Tasks"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data=None, *, user, project):
        super().__init__(data)
        offered = tasks_to_gather(project, user)
        self.fields["tasks"].queryset = offered
        self.fields["tasks"].choices = [(task.pk, f"{task.title} · {task.owner}, {_when(task)}") for task in offered[:MOST_SHOWN]]
        self.has_none = not self.fields["tasks"].choices

"""What can be done with many tasks at once, and one task planned on each of many cards."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bulk.targets import target
from bulk.usual import Giving
from bulk.verbs import TermsForm, Verb, verb
from crm_project.lib.formats import number
from crm_project.lib.refusals import BadParameters

from .agenda import Agenda
from .filters import TaskFilter
from .forms import DueFields, TaskForm
from .models import Task
from .permissions import people_for
from .ready_dates import usual
from .refusals import AlreadyGiven, AnswerFirst, Refused, TaskIsClosed


def found(request, query):
    """The open tasks of the list under these conditions."""
    chosen = TaskFilter(query, queryset=Task.objects.visible_to(request.user), request=request)
    if not chosen.is_valid():
        raise BadParameters
    return Agenda(chosen.found(), request.user, chosen.whole_team).open_of(query.get("section", ""))


target(
    "task",
    label=gettext_lazy("Tasks"),
    visible=lambda user: Task.objects.visible_to(user).open(),
    found=found,
    number=lambda n: ngettext("{n} task", "{n} tasks", n).format(n=number(n)),
    page="tasks:list",
    card="tasks:task",
    seen=("owner_id",),
    ready=lambda tasks: tasks.for_list(),
)


def not_changed(refusal):
    """How a task's no reads."""
    if isinstance(refusal, TaskIsClosed):
        done = refusal.task.done_at
        return _("The task is done already.") if done else _("The task was removed before.")
    if isinstance(refusal, AnswerFirst):
        return _("The task was handed over: accept it or return it with a reason.")
    if isinstance(refusal, AlreadyGiven):
        return _("The task is already with {owner}.").format(owner=refusal.task.owner or _("nobody"))
    return _("The task is somebody else's: you may only look at it.")


class PlanTerms(TaskForm):
    """What is planned on each card; without a person it is the owner's of that card."""

    token, reloads, template = None, (), "tasks/many/_plan.html"
    minutes = None
    field_order = ["type", "title", "day", "time", "owner", "remind_minutes", "note"]

    def __init__(self, *args, user, kind, **kwargs):
        kwargs["initial"] = usual(user) | (kwargs.get("initial") or {})
        super().__init__(*args, user=user, **kwargs)
        self.kind = kind
        self.fields["owner"].widget = forms.Select()
        self.fields["owner"].empty_label = _("the owner of each card")
        self.fields["owner"].queryset = people_for(user)
        self.initial.pop("owner", None)

    def know(self, records):
        """Every card may have any task."""

    def clean_owner(self):
        return super().clean_owner() if self.cleaned_data["owner"] else None

    def clean(self):
        told = super().clean()
        return told if self.errors else told | {"due": self.due.facts()}


@verb("deal", "lead", "company", "contact")
class Plan(Verb):
    code, label, icon, position = "task", gettext_lazy("Add a task"), "checkbox", 30
    form, refusals = PlanTerms, (Refused,)

    def allowed(self, user, kind):
        return user.has_right("bulk") and user.may("create", "task") and user.may("see", kind)

    def title(self, number):
        return _("Add a task: {number}").format(number=number)

    def summary(self, terms):
        return terms["title"] or terms["type"].name

    def do(self, record, terms, *, by, seen, token):
        Task.plan(
            title=terms["title"] or terms["type"].name,
            type=terms["type"],
            owner=terms["owner"] or record.owner or by,
            by=by,
            subject=record,
            token=token,
            note=terms["note"],
            remind_minutes=terms["remind_minutes"],
            **terms["due"],
        )

    def tell(self, refusal, record, terms):
        return _("You cannot give tasks to this person.")


class OwnerTerms(TermsForm):
    owner = forms.ModelChoiceField(Task.objects.none(), label=gettext_lazy("Who"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for(self.user)


class DueTerms(DueFields, TermsForm):
    def clean(self):
        told = super().clean()
        return told if self.errors else told | {"due": self.due.facts()}


class TaskVerb(Verb):
    refusals = (Refused,)

    def tell(self, refusal, record, terms):
        return not_changed(refusal)


@verb("task")
class Give(TaskVerb, Giving):
    form = OwnerTerms


@verb("task")
class MoveDue(TaskVerb):
    code, label, icon, position = "due", gettext_lazy("Another date"), "calendar-due", 20
    form = DueTerms

    def title(self, number):
        return _("Move to another date: {number}").format(number=number)

    def do(self, record, terms, *, by, seen, token):
        record.move_due(by=by, **terms["due"])


@verb("task")
class Drop(TaskVerb):
    code, label, icon, position = "drop", gettext_lazy("No longer needed"), "trash", 90

    def title(self, number):
        return _("No longer needed: {number}").format(number=number)

    def do(self, record, terms, *, by, seen, token):
        record.drop(by=by)

"""A new date, another person, no longer needed: what changes an open task besides its completion."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused

from ..forms import GiveForm
from ..ready_dates import new_dates
from ..refusals import AnswerFirst, NotAllowed, TaskIsClosed, TooLateToUndo
from ..slot_forms import DueForm
from .completion import back_of, closed_before, due_words
from .found import changeable


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def due(request, pk):
    """Another date: one press for the usual ones, or any."""
    task = changeable(request, pk)
    if not task.is_open:
        return closed_before(request, task)
    choices = {offer.code: offer for offer in new_dates(task, request.user)}
    if offer := choices.get(request.POST.get("when", "")):
        return move(request, task, offer.due.facts())
    usual = choices["day-later"].due
    form = DueForm(request.POST or None, initial={"day": usual.day, "time": usual.wall}, task=task)
    if form.is_valid():
        return move(request, task, form.facts())
    context = {"task": task, "form": form, "offers": choices.values()}
    return dialog(request, "tasks/due/_dialog.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def give(request, pk):
    """Another person has to do it."""
    task = changeable(request, pk)
    form = GiveForm(request.POST or None, user=request.user, initial={"owner": task.owner_id})
    if form.is_valid():
        try:
            task.give_to(form.cleaned_data["owner"], by=request.user)
        except TaskIsClosed as refusal:
            return closed_before(request, refusal.task)
        toast = _("The task is given to %(who)s") % {"who": task.owner}
        return done(request, toast=toast, undo_url=reverse("tasks:take_back", args=[pk]), events=("live:task",), back=back_of(task))
    context = {"task": task, "form": form}
    return dialog(request, "tasks/give/_dialog.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def drop(request, pk):
    """No longer needed."""
    task = changeable(request, pk)
    try:
        task.drop(by=request.user)
    except TaskIsClosed as refusal:
        return closed_before(request, refusal.task)
    except AnswerFirst:
        return refused(request, toast=_("The task was handed over: accept it or return it with a reason."), back=reverse("tasks:list"))
    undo_url = reverse("tasks:reopen", args=[pk])
    return done(request, toast=_("The task is removed"), undo_url=undo_url, events=("live:task",), back=back_of(task))


@right("task", "edit")
@require_POST
def take_back(request, pk):
    """Within the seconds of the toast the former date and person hold again."""
    task = changeable(request, pk)
    try:
        task.take_back(by=request.user)
    except (TooLateToUndo, TaskIsClosed, NotAllowed):
        return refused(request, toast=_("It is too late to undo this."), back=back_of(task))
    return done(request, toast=_("As it was before"), events=("live:task",), back=back_of(task))


def move(request, task, terms):
    try:
        is_changed = task.move_due(by=request.user, **terms)
    except TaskIsClosed as refusal:
        return closed_before(request, refusal.task)
    toast = _("Moved to %(due)s") % {"due": due_words(task)}
    undo_url = reverse("tasks:take_back", args=[task.pk]) if is_changed else ""
    return done(request, toast=toast, undo_url=undo_url, events=("live:task",), back=back_of(task))

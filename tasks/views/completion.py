from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib import formats
from crm_project.lib.htmx import dialog, done, refused

from ..due import Due, offers, usual
from ..forms import CompletionForm, NextTaskForm
from ..permissions import may_give
from ..refusals import ForeignResult, ResultNeeded, TaskIsClosed, TooLateToUndo
from ..subjects import url_of
from .found import changeable


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def completion(request, pk):
    """What came of the task, and the next one in the same dialog."""
    task = changeable(request, pk)
    leaves_nothing = leaves_without_task(task)
    form = CompletionForm(request.POST or None, task=task, initial={"plan_next": leaves_nothing})
    following = next_form(request, task)
    if request.method == "POST" and form.is_valid():
        wants_next = form.cleaned_data["plan_next"]
        if not wants_next or following.is_valid():
            try:
                return complete(request, task, form, following if wants_next else None)
            except TaskIsClosed as refusal:
                return closed_before(request, refusal.task)
            except (ResultNeeded, ForeignResult) as refusal:
                form.refuse(refusal)
    elif not task.is_open:
        return closed_before(request, task)
    context = {
        "task": task,
        "form": form,
        "next": following,
        "leaves_nothing": leaves_nothing,
        "offers": offers(),
        "subject_url": url_of(task.subject),
    }
    return dialog(request, "tasks/completion/_dialog.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def undo(request, pk):
    """Within the seconds of the toast the task is open again."""
    task = changeable(request, pk)
    try:
        task.reopen(by=request.user)
    except TooLateToUndo:
        return refused(request, toast=_("It is too late to undo this."), back=back_of(task))
    return done(request, toast=_("The task is open again"), events=("live:task",), back=back_of(task))


def complete(request, task, form, following):
    result, text = form.cleaned_data["result"], form.cleaned_data["text"]
    planned = task.complete(by=request.user, result=result, text=text, then=following.facts() if following else None)
    toast = _("Done. Next: %(title)s, %(due)s") % {"title": planned.title, "due": due_words(planned)} if planned else _("Task completed")
    return done(request, toast=toast, undo_url=reverse("tasks:reopen", args=[task.pk]), events=("live:task",), back=back_of(task))


def closed_before(request, task):
    """Somebody was quicker; one's own second press is no error."""
    if task.done_by_id == request.user.pk:
        return done(request, toast=_("Task completed"), events=("live:task",), back=back_of(task))
    facts = {"who": task.closed_by, "when": formats.moment(task.closed_at)}
    words = _("The task was completed before: %(who)s, %(when)s") if task.done_at else _("The task was removed before: %(who)s, %(when)s")
    return refused(request, toast=words % facts, events=("live:task",), back=back_of(task))


def leaves_without_task(task):
    """The card it is about is open and this is its last open task."""
    card = task.deal or task.lead
    return bool(card and card.is_open and not card.tasks.open().others_than(task).exists())


def next_form(request, task):
    owner = task.owner if task.owner and task.owner.is_active and may_give(request.user, task.owner) else request.user
    initial = usual() | {"owner": owner.pk, "type": task.type_id}
    return NextTaskForm(request.POST or None, user=request.user, initial=initial)


def due_words(task):
    due = Due.of(task)
    return formats.moment(task.due_at) if due.wall else formats.day_words(due.day)


def back_of(task):
    return url_of(task.subject) or reverse("tasks:list")

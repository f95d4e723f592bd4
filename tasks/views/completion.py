from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.rights import right
from crm_project.lib import formats
from crm_project.lib.htmx import dialog, done, go_to, refused

from ..due import Due
from ..forms import CompletionForm, NextTaskForm
from ..handoff_forms import HandOverForm
from ..models import Handoff
from ..permissions import may_answer, may_give, may_hand_over
from ..ready_dates import offers, usual
from ..refusals import CannotReceive, ForeignResult, NotAllowed, ResultNeeded, TaskIsClosed, TooLateToUndo
from ..sequels import sequel_of
from ..subjects import url_of
from .found import changeable


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def completion(request, pk):
    """What came of the task, and the next one in the same dialog."""
    task = changeable(request, pk)
    if task.waits and not may_answer(request.user, task):
        raise PermissionDenied
    sequel = sequel_of(task)
    leaves_nothing = not sequel and leaves_without_task(task)
    form = CompletionForm(request.POST or None, task=task, initial={"plan_next": leaves_nothing, "hand_over": "hand" in request.GET})
    following, handing = next_form(request, task), None if sequel else handing_form(request, task)
    if request.method == "POST" and form.is_valid():
        then = following if form.cleaned_data["plan_next"] else None
        hand = handing if handing and form.cleaned_data["hand_over"] else None
        if all(part.is_valid() for part in (then, hand) if part):
            try:
                return complete(request, task, form, then, hand)
            except TaskIsClosed as refusal:
                return closed_before(request, refusal.task)
            except (ResultNeeded, ForeignResult) as refusal:
                form.refuse(refusal)
            except (CannotReceive, NotAllowed) as refusal:
                hand.refuse(refusal)
    elif not task.is_open:
        return closed_before(request, task)
    context = {
        "task": task,
        "form": form,
        "next": following,
        "hand": handing,
        "leaves_nothing": leaves_nothing,
        "sequel": sequel,
        "offers": offers(request.user),
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


def complete(request, task, form, following, handing):
    did = {"by": request.user, "result": form.cleaned_data["result"], "text": form.cleaned_data["text"]}
    did["then"] = following.facts() if following else None
    if handing:
        handoff, _planned = Handoff.complete_and_give(task, **did, **handing.facts())
        toast = _("Done, and handed over to %(who)s") % {"who": handoff.receiver}
    else:
        planned = task.complete(**did)
        facts = {"title": planned.title, "due": due_words(planned)} if planned else {}
        toast = _("Done. Next: %(title)s, %(due)s") % facts if planned else _("Task completed")
    if loses_card(request.user, task):
        messages.success(request, toast)
        return go_to(request, reverse("tasks:list"))
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
    initial = usual(request.user) | {"owner": owner.pk, "type": task.type_id}
    return NextTaskForm(request.POST or None, user=request.user, initial=initial)


def handing_form(request, task):
    """What the next person gets, for whoever may hand the card over."""
    if not may_hand_over(request.user, task.subject):
        return None
    initial = usual(request.user) | {"type": task.type_id}
    return HandOverForm(request.POST or None, user=request.user, subject=task.subject, initial=initial)


def due_words(task):
    due = Due.of(task)
    return formats.moment(task.due_at) if due.wall else formats.day_words(due.day)


def back_of(task):
    return url_of(task.subject) or reverse("tasks:list")


def loses_card(user, task):
    """The card was open to the person only until this was done: its page is no place to stay on."""
    if not task.handed or task.subject is None or user.holds(task.subject, "see"):
        return False
    return not User.objects.find(user.pk).may("see", task.subject)

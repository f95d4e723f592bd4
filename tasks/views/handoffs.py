"""The conveyor: work is handed over, accepted, returned with a reason, or taken back before anybody accepted it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.rights import right
from crm_project.lib.htmx import dialog, done, refused
from regulations.living.noting import noted

from ..handoff_forms import HandOverForm, RulesForm, SendBackForm
from ..handoffs import waiting_for
from ..models import Handoff, HandoffRules
from ..permissions import may_answer, may_hand_over
from ..ready_dates import offers, usual
from ..refusals import AlreadyAnswered, AnswerFirst, CannotReceive, NotAllowed, TaskIsClosed
from ..subjects import named_in
from .completion import back_of
from .found import changeable, visible_task


@right("task", "create")
@require_http_methods(["GET", "POST"])
def new(request):
    """Hand a card over, from the card itself; a bare address hands over work that stands alone."""
    subject = named_in(request.GET, request.user)
    if not may_hand_over(request.user, subject):
        raise PermissionDenied
    form = HandOverForm(request.POST if request.method == "POST" else None, user=request.user, subject=subject, initial=usual(request.user))
    if form.is_valid():
        try:
            handoff = Handoff.give(by=request.user, subject=subject, **form.facts())
        except (CannotReceive, NotAllowed) as refusal:
            form.refuse(refusal)
        else:
            return given(request, handoff)
    context = {"form": form, "subject": subject, "offers": offers(request.user), "action": request.get_full_path()}
    return dialog(request, "tasks/handoff/_new.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def accept(request, pk):
    """I take it over."""
    task = answerable(request, pk)
    try:
        task.handoff.accept(by=request.user)
    except AlreadyAnswered as refusal:
        return answered_before(request, refusal.task)
    toast = _("Accepted: %(title)s") % {"title": task.title}
    return done(request, toast=toast, events=("live:task", "live:badges"), back=reverse("tasks:list"))


@right("task", "edit")
@require_http_methods(["GET", "POST"])
def send_back(request, pk):
    """Not like this: back to the giver, with the reason."""
    task = answerable(request, pk)
    form = SendBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            task.handoff.send_back(form.cleaned_data["reason"], form.cleaned_data["text"], by=request.user)
        except AlreadyAnswered as refusal:
            return answered_before(request, refusal.task)
        toast = _("Returned to %(who)s") % {"who": task.handoff.giver}
        undo_url = reverse("tasks:reopen", args=[pk])
        return done(request, toast=toast, undo_url=undo_url, events=("live:task", "live:badges"), back=reverse("tasks:list"))
    if not task.waits:
        return answered_before(request, task)
    context = {"form": form, "task": task, "handoff": task.handoff}
    return dialog(request, "tasks/handoff/_return.html", context, status=422 if form.is_bound else 200)


@right("task", "edit")
@require_POST
def recall(request, pk):
    """The giver thinks better of it."""
    task = changeable(request, pk)
    handoff = handoff_of(task)
    if handoff.giver_id != request.user.pk:
        raise PermissionDenied
    try:
        handoff.take_back(by=request.user)
    except AlreadyAnswered as refusal:
        return answered_before(request, refusal.task)
    undo_url = reverse("tasks:reopen", args=[pk])
    return done(request, toast=_("The hand-off is taken back"), undo_url=undo_url, events=("live:task",), back=back_of(task))


@right("task", "edit")
@require_POST
def tick(request, pk, number):
    """A line of the check list is done, or not yet."""
    task = answerable(request, pk)
    handoff = handoff_of(task)
    if number >= len(handoff.checklist):
        raise Http404
    try:
        handoff.tick(number, done=request.POST.get("done") == "1", by=request.user)
    except AnswerFirst:
        return refused(request, toast=_("Accept the hand-off first."), back=reverse("tasks:task", args=[pk]))
    except TaskIsClosed:
        return refused(request, toast=_("The task is closed already."), back=reverse("tasks:task", args=[pk]))
    context = {"task": task, "handoff": handoff, "number": number, "item": handoff.checklist[number]}
    return done(request, template="tasks/handoff/_ticked.html", context=context, close=False, back=reverse("tasks:task", args=[pk]))


@right("task", "see")
@require_GET
def attention(request):
    """The card of My day, as it is now."""
    return render(request, "tasks/handoff/_attention.html", waiting_for(request.user))


@right(flag="configure")
@require_http_methods(["GET", "POST"])
def rules(request):
    """Within how long a hand-off is accepted, and why one may be returned."""
    form = RulesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with noted(request, "handoff"):
            HandoffRules.current().shape(by=request.user, **form.facts())
        return done(request, toast=_("Saved"), back=reverse("tasks:handoff_rules"))
    return render(request, "tasks/handoff/rules.html", {"form": form, "menu": "settings"}, status=422 if form.is_bound else 200)


# -- steps -------------------------------------------------------------------


def given(request, handoff):
    """The toast of a hand-off; it can be taken back until it is accepted."""
    toast = _("Handed over to %(who)s: it waits for acceptance") % {"who": handoff.receiver}
    undo_url = reverse("tasks:recall", args=[handoff.task_id])
    return done(request, toast=toast, undo_url=undo_url, events=("live:task",), back=back_of(handoff.task))


def answerable(request, pk):
    """The task for an answer: a foreign one does not exist, one that is only seen is refused."""
    task = visible_task(request, pk)
    handoff_of(task)
    if not may_answer(request.user, task):
        raise PermissionDenied
    return task


def handoff_of(task):
    if not hasattr(task, "handoff"):
        raise Http404
    return task.handoff


def answered_before(request, task):
    """Somebody was quicker: how it stands now."""
    words = {
        "accepted": _("The hand-off was accepted before: %(who)s"),
        "returned": _("The hand-off was returned before: %(who)s"),
        "recalled": _("The hand-off was taken back: %(who)s"),
    }.get(task.handed, _("The hand-off no longer waits: %(who)s"))
    who = task.handoff.answered_by if task.handed in ("accepted", "returned") else task.closed_by
    return refused(request, toast=words % {"who": who or "—"}, events=("live:task",), back=reverse("tasks:list"))

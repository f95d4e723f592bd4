"""What becomes of a task moves its chain, in the transaction of the change."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Workspace
from deals.models import CardMove
from tasks.refusals import TooLateToUndo

from .models import ChainRun, RunStep
from .playing import Play


def hear(sender, task, turn, by, back=None, **kwargs):
    """The turn of a task that belongs to a step of a chain."""
    held = _held(task, turn)
    if held is None:
        return
    step, play = held, Play(held.run)
    if turn == "reopening":
        if task.dropped_at and not step.run.is_running:
            raise TooLateToUndo
        _reopen(play, step, task)
    elif not step.run.is_running:
        return
    elif step.comeback_id == task.pk:
        _hear_comeback(play, step, task, turn, by)
    elif turn == "completed":
        play.complete(step, task, by)
    elif turn == "accepted":
        play.accepted(step)
    elif turn == "returned":
        play.came_back(step, back)
    elif turn == "given":
        step.executor, step.is_chosen = task.owner, True
        step.save(update_fields=["executor", "is_chosen"])
        step.run.renew()
    elif turn == "dropped":
        _drop(play, step, "dropped")


def settle(card, move, **kwargs):
    """What goes on about a lost deal or a rejected lead is not gone on with."""
    if move.way != CardMove.Way.LOST or card.closed_at is None:
        return
    for run in ChainRun.objects.about(card).running():
        run.stop(_lost_words(card), by=None)


def go_on_with_the_deal(sender, lead, deal, by, **kwargs):
    """A chain about a lead goes on about the deal it became."""
    ChainRun.objects.about(lead).running().update(lead=None, deal=deal)


# -- steps ----------------------------------------------------------------------


def _held(task, turn):
    """The step this task belongs to, its run held; None for the many tasks that belong to none."""
    steps = RunStep.objects.of_task(task)
    if turn == "reopening":
        steps = RunStep.objects.filter(
            Q(task=task) | Q(comeback=task) | Q(task__previous=task, waits_for="", state__in=("attention", "in_work"))
        )
    # A task and the one it was followed by may be two steps of a run: the step of the task itself is meant.
    found = sorted(steps, key=lambda one: one.task_id != task.pk)
    if not found:
        return None
    run = (
        ChainRun.objects.select_for_update(of=("self",))
        .select_related("deal", "lead", "contact", "company", "owner")
        .get(pk=found[0].run_id)
    )
    step = RunStep.objects.select_related("executor", "task", "comeback").get(pk=found[0].pk)
    step.run = run
    return step


def _reopen(play, step, task):
    if step.task_id != task.pk:
        return play.undo_mending(step, task) if step.comeback_id is None else None
    if task.done_at:
        return play.undo_completion(step, task)
    if step.comeback_id:
        return play.undo_return(step)
    if step.waits_for == "dropped":
        return play.undo_removal(step, task)
    return None


def _hear_comeback(play, step, task, turn, by):
    if turn == "completed":
        play.mended(step, task, by)
    elif turn == "dropped":
        _drop(play, step, "returned")


def _drop(play, step, why):
    card = step.run.deal or step.run.lead
    if card and card.closed_at is not None and card.loss_reason_id is not None:
        play.stop(_lost_words(card), by=None)
    else:
        play.wait(step, why)


def _lost_words(card):
    with override(Workspace.current().language):
        return _("the deal is lost") if card.kind == "deal" else _("the lead is rejected")

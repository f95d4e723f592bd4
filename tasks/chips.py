"""The next task on the cards of boards and lists, in at most sixteen characters."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext, pgettext

from crm_project.lib import clock, formats

from .due import start_of
from .late import late_for
from .models import Task
from .rows import state_of

LONGEST = 16
_READ = ["deal_id", "title", "due_at", "due_on", "done_at", "dropped_at", "handed", "author_id"]
_READ += ["type__name", "owner__zone", "owner__department_id"]


def put_on(deals, user):
    """Set `chip` and `next_task` of every open deal of a page; one query for all of them."""
    at = clock.now()
    zone = timezone.get_current_timezone()
    tasks = Task.objects.open().about_deals([deal.pk for deal in deals]).next_of_each_deal(zone).select_related("type", "owner")
    nearest = {task.deal_id: task for task in tasks.only(*_READ)}
    for deal in deals:
        deal.next_task = nearest.get(deal.pk)
        if deal.is_open:
            deal.chip = chip_of(deal.next_task, user, at)


def chip_of(task, user, at):
    """(kind, text) of the nearest open task; None means there is none."""
    if task is None:
        return "none", _("No task")
    state = state_of(task, user, at)
    if state == "over":
        return state, lateness(task, at)
    if state == "wait":
        return state, pgettext("hand-off", "Attention")
    kind = task.type.name.lower()
    if state == "today":
        first = formats.clock_time(task.due_at) if task.due_at else _("Today,")
        return state, _fitting(f"{first} {kind}", first.rstrip(","))
    day = formats.day_short(task.due_on or task.due_at)
    return "plan", _fitting(f"{day}, {kind}", day)


def lateness(task, at):
    """«Просрочка 1 дн», «Просрочка 2 ч»"""
    today = timezone.localtime(at).date()
    day = task.due_on or timezone.localtime(task.due_at).date()
    if (today - day).days > 0 or not task.due_at:
        days = max((today - day).days, 0)
        return npgettext("short", "Late %(n)s d", "Late %(n)s d", days) % {"n": days} if days else pgettext("task", "Late")
    return pgettext("task", "Late %(time)s") % {"time": formats.age(at - task.due_at)}


def _fitting(long, short):
    return long if len(long) <= LONGEST else short


# -- the same as filters of deals -----------------------------------------------------


def deals_late(deals, user):
    return deals.filter(Exists(_open_tasks().filter(late_for(user, clock.now(), whole_team=True))))


def deals_today(deals, user):
    day = timezone.localtime(clock.now()).date()
    due = _open_tasks().due_between(day, day, timezone.get_current_timezone())
    return deals.filter(Exists(due.answered().exclude(late_for(user, clock.now(), whole_team=True))))


def deals_planned(deals, user):
    tomorrow = timezone.localtime(clock.now()).date() + timedelta(days=1)
    ahead = _open_tasks().answered().exclude(due_on__lt=tomorrow).exclude(due_at__lt=start_of(tomorrow))
    return deals.filter(Exists(ahead))


def deals_to_accept(deals, user):
    return deals.filter(Exists(_open_tasks().waiting()))


def deals_without(deals, user):
    return deals.open().filter(~Exists(_open_tasks()))


def _open_tasks():
    return Task.objects.open().filter(deal=OuterRef("pk"))


STATES = [
    ("overdue", gettext_lazy("With an overdue task"), deals_late, "red"),
    ("today", gettext_lazy("With a task for today"), deals_today, ""),
    ("none", gettext_lazy("Without a task"), deals_without, "red"),
    ("planned", gettext_lazy("Planned for later"), deals_planned, ""),
    ("to-accept", gettext_lazy("Waits for acceptance"), deals_to_accept, ""),
]

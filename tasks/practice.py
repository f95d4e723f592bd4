"""What practical tasks know of tasks and hand-offs."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib import clock
from deals.models import Deal
from training.practice import vocabulary
from training.practice.knowing import judge, maker, picker, subject
from training.practice.moments import moment_of

from .models import Handoff, Task, TaskType
from .permissions import people_to_hand_to


def _due_until(value, setting):
    """An hour up to this moment; a task for the whole day before it."""
    moment = moment_of(value, setting)
    return Q(due_at__lte=moment) | Q(due_on__lt=moment.date())


subject(
    "task",
    Task,
    mine=lambda setting: Q(author=setting.user),
    about_lead=lambda value, setting: Q(lead__in=_ids(value)),
    about_deal=lambda value, setting: Q(deal__in=_ids(value)),
    due_from=lambda value, setting: Q(due_at__gte=moment_of(value, setting)) | Q(due_on__gte=moment_of(value, setting).date()),
    due_until=_due_until,
    is_open=lambda value, setting: Q(done_at=None, dropped_at=None),
    owner=lambda value, setting: Q(owner=value),
)
subject(
    "handoff",
    Handoff,
    mine=lambda setting: Q(giver=setting.user),
    joins=("task", "receiver"),
    named=lambda handoff: f"{handoff.task} → {handoff.receiver}",
    about_deal=lambda value, setting: Q(task__deal__in=_ids(value)),
    to=lambda value, setting: Q(receiver=value),
    due_from=lambda value, setting: Q(task__due_at__gte=moment_of(value, setting)) | Q(task__due_on__gte=moment_of(value, setting).date()),
    due_until=lambda value, setting: Q(task__due_at__lte=moment_of(value, setting)) | Q(task__due_on__lte=moment_of(value, setting).date()),
)


@picker("colleague")
def colleague(user, luck):
    """Somebody else who takes work over: of the same department if there is one."""
    people = people_to_hand_to().exclude(pk=user.pk)
    near = list(people.filter(department=user.department).order_by("pk")) or list(people.order_by("pk"))
    return luck.choice(near) if near else None


@maker("task")
def make_task(setting, luck, *, deal, days_late=0, title=""):
    """A task of the person on a prepared deal; `days_late` ago it should have been done."""
    kind = TaskType.objects.live().order_by("pk").first()
    due_at = setting.started_at - timedelta(days=days_late) if days_late else setting.started_at + timedelta(days=1)
    user, about = User.objects.get(pk=setting.user.pk), Deal.objects.get(pk=deal)
    return Task.plan(title=title or kind.name, type=kind, owner=user, by=None, subject=about, due_at=due_at)


@judge("tasks.in_order")
def every_deal_has_its_next_step(setting, record):
    """No open deal of the person is without a task, and none has an overdue one."""
    mine, at = Deal.objects.open().filter(owner=setting.user), clock.now()
    late = Task.objects.filter(owner=setting.user, done_at=None, dropped_at=None, deal__in=mine)
    return (
        mine.exists()
        and not mine.exclude(tasks__done_at=None, tasks__dropped_at=None, tasks__isnull=False).exists()
        and not (late.filter(Q(due_at__lt=at) | Q(due_on__lt=at.astimezone(setting.zone).date())).exists())
    )


def _ids(value):
    return value if isinstance(value, list) else [value]


# -- how people call it --------------------------------------------------------------

DEAL = vocabulary.given(_("Deal"), "made:deal", "found:deal")

vocabulary.subject(
    "task",
    _("Task"),
    about_lead=vocabulary.given(_("Lead"), "made:lead", "found:lead"),
    about_deal=DEAL,
    due_from=vocabulary.DUE_FROM,
    due_until=vocabulary.DUE_UNTIL,
    is_open=vocabulary.yes(_("It is still open")),
    owner=vocabulary.OWNER,
)
vocabulary.subject(
    "handoff",
    _("Hand-over of work"),
    about_deal=DEAL,
    to=vocabulary.given(_("To whom"), "pick:colleague"),
    due_from=vocabulary.DUE_FROM,
    due_until=vocabulary.DUE_UNTIL,
)
vocabulary.maker(
    "task",
    _("Task"),
    makes="task",
    deal=vocabulary.given(_("Deal"), "made:deal", needed=True),
    days_late=vocabulary.number(_("Days late"), 1, 365),
    title=vocabulary.text(_("What is to be done")),
)
vocabulary.picker("colleague", _("Colleague who takes work over"), usual="colleague")
vocabulary.judge("tasks.in_order", _("Every open deal has a task, and none is overdue"))
vocabulary.start("tasks:list", _("Tasks"))

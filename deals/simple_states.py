"""States of the next task by what is plainly true now. The apps of tasks and of the day say them more finely."""

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from .task_states import task_state


def _today():
    return timezone.localtime(clock.now()).date()


def _due_today(deals, _user):
    start = timezone.make_aware(datetime.combine(_today(), time()))
    return deals.with_task_that(Q(due_on=_today()) | Q(due_at__gte=start, due_at__lt=start + timedelta(days=1)))


task_state(
    "overdue", _("overdue"), lambda deals, user: deals.with_task_that(Q(due_at__lte=clock.now()) | Q(due_on__lt=_today())), tone="red"
)
task_state("none", _("no task"), lambda deals, user: deals.without_task(), tone="red")
task_state("unprocessed", _("not processed"), lambda deals, user: deals.unprocessed(), tone="red")
task_state("today", _("today"), _due_today)
task_state("planned", _("planned"), lambda deals, user: deals.with_task_that(Q(due_on__gt=_today()) | Q(due_at__gt=clock.now())))
task_state("late-reservation", _("with a reservation past its day"), lambda deals, user: deals.with_late_reservation(clock.local_today()))
task_state("late-payment", _("with a late payment"), lambda deals, user: deals.with_late_payment(clock.local_today()))

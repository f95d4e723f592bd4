"""What the roll-out guide sees of goals, and the figures that pages of positions show."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from crm_project.lib import clock, formats
from crm_project.lib.rollout_checks import check
from deals.models import Deal
from deals.permissions import may_see_money
from regulations.positions.measures import measure
from tasks.models import Task
from workday.models import LedgerRow

from .models import Baseline


def _measured():
    return Baseline.objects.in_force().exists(), ""


def _deals_of(person, viewer):
    return Deal.objects.visible_to(viewer).live().of_owner(person.pk)


def _month():
    """(the first moment of this month in the company's zone, now)"""
    zone = ZoneInfo(Workspace.current().zone)
    return datetime.combine(clock.today(zone).replace(day=1), time.min, tzinfo=zone), clock.now()


def _won(person, viewer):
    return str(_deals_of(person, viewer).won().sums_between(*_month())["count"])


def _won_sum(person, viewer):
    if not may_see_money(viewer):
        return ""
    return " + ".join(
        formats.money(amount, currency) for amount, currency in _deals_of(person, viewer).won().sums_between(*_month())["sums"]
    )


def _overdue(person, viewer):
    yesterday = clock.today(Workspace.current().zone) - timedelta(days=1)
    return str(Task.objects.visible_to(viewer).of(person).overdue(clock.now(), yesterday).count())


def _clean(person, viewer):
    """Clean days among the last thirty that were judged."""
    rows = LedgerRow.objects.visible_to(viewer).persons().of(person).counted().newest_first()[:30]
    judged = [row.deals == 0 and not row.error for row in rows]
    return f"{sum(judged)} / {len(judged)}" if judged else ""


check("measured", "goals", _("A month has a figure it is measured by"), _measured, "reports:baselines", position=10)
measure("open", _("Open deals"), lambda person, viewer: str(_deals_of(person, viewer).open().count()), 10)
measure("won", _("Won this month"), _won, 20)
measure("won_sum", _("Won this month, sum"), _won_sum, 30)
measure("without_task", _("Deals without a task"), lambda person, viewer: str(_deals_of(person, viewer).open().without_task().count()), 40)
measure("overdue", _("Overdue tasks"), _overdue, 50)
measure("clean_days", _("Clean days of the last 30"), _clean, 60)

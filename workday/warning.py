"""Before the close: what is still open, once per wave; in the morning: the day's tasks and yesterday's debts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.schedule import Timetable
from crm_project.lib import clock
from crm_project.lib.working_time import instant_of
from notifications.preferences import minutes_of
from notifications.telling import notify
from tasks.models import Task

from .asking import Present
from .models import Breach, LedgerRow, PersonDay, Tick
from .rules import CODES, find
from .settings_in_force import SettingsInForce

EARLIEST = timedelta(hours=4)
STALE = timedelta(hours=3)


def tick(now=None):
    """Both kinds of notice that lie ahead of a close; a missed or doubled tick changes nothing."""
    if Tick.current().stands_still:
        return
    now = now or clock.now()
    table, settings = Timetable(at=now), SettingsInForce()
    warn(now, table, settings)
    say_good_morning(now, table, settings)


def warn(now, table, settings):
    """Each wave reaches a person once, not after the close, not outside their working hours, and not when all is done."""
    with transaction.atomic():
        rows = list(
            PersonDay.objects.closing_before(now + EARLIEST, after=now)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("user__role")
        )
        due = [(row, wave) for row in rows if (wave := _wave(row, now, settings)) and _is_at_work(row.user, row.day, now, table)]
        if not due:
            return
        found = _found([row for row, _wave in due], now, table, settings)
        for row, wave in due:
            row.warned = sorted({*row.warned, *(w for w in _waves_of(row, settings) if w >= wave)})
            if any(found[row.user_id].values()):
                details = {"day": row.day.isoformat(), "minutes": wave, "cut_off": row.cut_off.isoformat(), **found[row.user_id]}
                notify([row.user], "day.warning", key=f"day.warning:{row.day}:{wave}", details=details)
        PersonDay.objects.bulk_update([row for row, _wave in due], ["warned"])


def say_good_morning(now, table, settings):
    """One digest per working morning, while it is one."""
    with transaction.atomic():
        rows = PersonDay.objects.closing_before(now + timedelta(days=1), after=now).filter(morning_at=None)
        rows = rows.select_for_update(skip_locked=True, of=("self",)).select_related("user__role")
        for row in [row for row in rows if _morning_has_come(row, now, table, settings)]:
            tasks = _tasks_of(row, now, table)
            handed = tasks.waiting().count()
            details = {
                "day": row.day.isoformat(),
                "tasks": _due_by(row, tasks.answered(), table),
                "debts": _debts_of(row),
                "handed": handed,
            }
            if details["tasks"] or details["debts"] or handed:
                notify([row.user], "day.morning", key=f"day.morning:{row.day}", details=details)
            PersonDay.objects.filter(pk=row.pk).update(morning_at=now)


def _wave(row, now, settings):
    """The tightest wave that has come and was not told yet, in minutes, or None."""
    waves = [wave for wave in _waves_of(row, settings) if row.cut_off - timedelta(minutes=wave) <= now]
    wave = min(waves, default=None)
    return wave if wave and wave not in row.warned else None


def _waves_of(row, settings):
    """The minutes the person chose, else the department's."""
    return minutes_of(row.user, "day.warning") or settings.of(row.department_id, row.day).warnings


def _is_at_work(user, day, now, table):
    zone = table.zone(user, day)
    hours = [(instant_of(day, begins, zone), instant_of(day, ends, zone)) for begins, ends in table.intervals(user, day)]
    return any(begins <= now <= ends for begins, ends in hours)


def _found(rows, now, table, settings):
    """{user id: {rule: findings}} by one query for everybody of the wave."""
    present = Present(table, settings, now)
    counts = {row.user_id: dict.fromkeys(CODES, 0) for row in rows}
    for finding in find([one for row in rows for one in present.of_person(row.user)]):
        counts[finding.close][finding.rule] += 1
    return counts


def _morning_has_come(row, now, table, settings):
    wall = settings.of(row.department_id, row.day).morning_at
    if wall is None:
        return False
    moment = instant_of(row.day, wall, table.zone(row.user, row.day))
    return moment <= now < moment + STALE


def _tasks_of(row, now, table):
    desk = {row.user_id, *(absent.pk for absent in table.stood_in_for_by(row.user, now))}
    return Task.objects.open().filter(owner__in=desk)


def _due_by(row, tasks, table):
    ends = datetime.combine(row.day + timedelta(days=1), datetime.min.time(), tzinfo=table.zone(row.user, row.day))
    return tasks.filter(Q(due_on__lte=row.day) | Q(due_at__lt=ends)).count()


def _debts_of(row):
    """Cards in breach at the person's last close before that wait for an answer; none of a day that was set aside."""
    last = LedgerRow.objects.of(row.user).filter(day__lt=row.day).order_by("-day").first()
    return Breach.objects.filter(row=last).unanswered().counted().cards() if last else 0

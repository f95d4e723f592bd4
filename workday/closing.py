"""The one door by which days are closed: the scheduler, the command and the button all come through it."""

import os
from dataclasses import dataclass, field

import structlog

from crm_project.lib import clock

from . import judging, publishing
from .asking import AtTheClose
from .guard import note_tick
from .models import DepartmentDay, PersonDay
from .models.claim import GRACE, STUCK, TRIES
from .news import tell_what_was_missed
from .planning import plan
from .settings_in_force import SettingsInForce

log = structlog.get_logger(__name__)


@dataclass
class Closed:
    """What one run did."""

    persons: list = field(default_factory=list)
    departments: list = field(default_factory=list)
    held: str = ""


def tick():
    """Runs every minute: watch the clock, then close whatever is due."""
    guard = note_tick()
    if guard.stands_still:
        log.error("workday.held", reason=guard.hold, since=str(guard.held_since))
        return Closed(held=guard.hold)
    return close()


def close(*, now=None, departments=None):
    """Close every day whose hour has struck, oldest first; what somebody else holds is left to them.

    `now`: the moment to go by, the clock by default; `departments`: ids, all by default.
    """
    moment = now or clock.now()
    struck = moment if now or os.environ.get("APP_TEST_CLOCK") else moment - GRACE
    closes = AtTheClose(plan(moment, departments), SettingsInForce())
    run, worker = Closed(), judging.worker_name()
    for day in _days_to_close(struck, departments):
        _close_persons(run, closes, day, struck, departments, moment, worker)
        _close_departments(run, closes, day, struck, departments, moment, worker)
    tell_what_was_missed(struck)
    return run


def _days_to_close(struck, departments):
    persons, of_departments = _rows(PersonDay, struck, departments), _rows(DepartmentDay, struck, departments)
    return sorted({*persons.values_list("day", flat=True), *of_departments.values_list("day", flat=True)})


def _rows(model, struck, departments):
    rows = model.objects.struck(struck)
    return rows if departments is None else rows.filter(department__in=departments)


def _close_persons(run, closes, day, struck, departments, now, worker):
    """Claim, judge, publish: in lots, until nothing of this date is free."""
    rows = _rows(PersonDay, struck, departments).on(day)
    while ids := judging.claim(rows, now=now, worker=worker):
        held = judging.held(worker, ids)
        judging.evaluate(held, closes.of_person, closes.facts, now=now, worker=worker)
        run.persons += publishing.publish_persons(_evaluated(rows), closes, now=now)
        if rows.filter(pk__in=ids, state="due").exists():
            break
    run.persons += publishing.publish_persons(_evaluated(rows), closes, now=now)


def _close_departments(run, closes, day, struck, departments, now, worker):
    rows = _rows(DepartmentDay, struck, departments).on(day)
    ready = [row.pk for row in rows if _members_are_closed(row, now)]
    ids = judging.claim(rows.filter(pk__in=ready), now=now, worker=worker)
    held = judging.held(worker, ids, DepartmentDay)
    if held:
        working = set(PersonDay.objects.on(day).values_list("user_id", flat=True))
        judging.evaluate(held, lambda row: closes.of_department(row, working), closes.facts, now=now, worker=worker)
    for pk in _evaluated(rows):
        row = rows.model.objects.get(pk=pk)
        if published := publishing.publish_department(pk, now=now, incomplete=_open_members(row).count()):
            run.departments.append(published)


def _evaluated(rows):
    return list(rows.filter(state="evaluated").values_list("pk", flat=True))


def _open_members(row):
    return PersonDay.objects.unpublished().on(row.day).filter(department=row.department_id)


def _members_are_closed(row, now):
    """All of them; or fifteen minutes have passed since somebody first tried and one is stuck."""
    if not _open_members(row).exists():
        return True
    if row.first_tried_at is None:
        DepartmentDay.objects.filter(pk=row.pk, first_tried_at=None).update(first_tried_at=now)
        return False
    return now - row.first_tried_at > STUCK


__all__ = ["TRIES", "Closed", "close", "tick"]

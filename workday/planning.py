"""Which days there are to close: rows are laid out before their hour, and after a stop for every missed date."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from .almanac import Almanac, as_member
from .control import controlled_departments, memberships_since
from .guard import LONGEST_GAP_DAYS, hold_gap
from .models import DepartmentDay, PersonDay, Tick

A_DAY = timedelta(days=1)


def plan(now, departments=None):
    """Lay out the days up to today for every department under control; running it twice changes nothing.

    `departments`: ids to look at, all by default. Answers the almanac it went by.
    """
    tick = Tick.current()
    controlled = {pk: pair for pk, pair in controlled_departments().items() if departments is None or pk in departments}
    today = now.date() + A_DAY
    firsts = _first_dates(controlled, today, tick)
    earliest = min(firsts.values(), default=today)
    if (today - earliest).days > LONGEST_GAP_DAYS and not (tick.gap_from and tick.hold == Tick.Hold.NONE):
        hold_gap(earliest)
        return _plan_last_working_day(now, controlled, today)
    almanac = Almanac(earliest, now)
    if tick.hold == Tick.Hold.GAP:
        return _plan_last_working_day(now, controlled, today)
    with transaction.atomic():
        _lay_out(_wanted(controlled, firsts, now, almanac), almanac, controlled, now)
        if tick.gap_from and departments is None:
            Tick.objects.update(gap_from=None)
    return almanac


def _first_dates(controlled, today, tick):
    """From which date on each department may lack rows: the last one it has, or the first under control."""
    last = dict(DepartmentDay.objects.filter(department__in=controlled).values_list("department").annotate(Max("day")))
    firsts = {}
    for pk, (_department, judged_from) in controlled.items():
        known = last.get(pk, judged_from)
        if tick.gap_from and tick.hold == Tick.Hold.NONE:
            known = min(known, tick.gap_from)
        firsts[pk] = max(min(known, today), judged_from)
    return firsts


def _plan_last_working_day(now, controlled, today):
    """While an administrator is asked about a long gap: the latest date that is over, and what lies ahead today."""
    almanac = Almanac(today - timedelta(days=LONGEST_GAP_DAYS), now)
    firsts = {pk: max(judged_from, today - timedelta(days=LONGEST_GAP_DAYS)) for pk, (_department, judged_from) in controlled.items()}
    wanted = _wanted(controlled, firsts, now, almanac)
    over = [day for _user, day in wanted if wanted[_user, day][1] <= now]
    latest = max(over, default=today)
    _lay_out({key: value for key, value in wanted.items() if key[1] >= latest}, almanac, controlled, now)
    return almanac


def _wanted(controlled, firsts, now, almanac):
    """{(user id, date): (department id, cut-off, zone name)} by memberships and calendars as known at each cut-off."""
    wanted = {}
    for membership in memberships_since(list(controlled), min(firsts.values(), default=now.date())):
        person = as_member(membership.user, membership.department_id)
        day, last = firsts[membership.department_id] - A_DAY, almanac.today.local_date(person, now)
        day = max(day, controlled[membership.department_id][1])
        while day <= last:
            table = almanac.table_for(person, day)
            if table.is_working(person, day):
                cut_off = table.cut_off(person, day)
                if membership.from_at <= cut_off < membership.to_at:
                    wanted[person.pk, day] = (membership.department_id, cut_off, str(table.zone(person, day)))
            day += A_DAY
    return wanted


def _lay_out(wanted, almanac, controlled, now):
    days = {day for _user, day in wanted}
    known = {(row.user_id, row.day): row for row in PersonDay.objects.filter(day__in=days, user__in={user for user, _day in wanted})}
    fresh = [
        PersonDay(user_id=user, day=day, department_id=department, cut_off=cut_off, zone=zone)
        for (user, day), (department, cut_off, zone) in wanted.items()
        if (user, day) not in known
    ]
    PersonDay.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2000)
    for key in known.keys() & wanted.keys():
        row, (department, cut_off, zone) = known[key], wanted[key]
        if row.cut_off > now and (row.department_id, row.cut_off, row.zone) != wanted[key]:
            PersonDay.objects.ahead(now).filter(pk=row.pk).update(department=department, cut_off=cut_off, zone=zone)
    _drop_days_off(wanted, controlled, now)
    _lay_out_departments(wanted, almanac, controlled, now)


def _drop_days_off(wanted, controlled, now):
    """Who became absent, left or got the day off before its hour has no day to close."""
    for row in PersonDay.objects.ahead(now).filter(department__in=controlled):
        if (row.user_id, row.day) not in wanted:
            row.delete()


def _lay_out_departments(wanted, almanac, controlled, now):
    """A department is closed at the latest of its members' cut-offs and its own hour; without working members not at all."""
    latest = defaultdict(list)
    for (_user, day), (department, cut_off, _zone) in wanted.items():
        latest[department, day].append(cut_off)
    known = {(row.department_id, row.day): row for row in DepartmentDay.objects.filter(day__in={day for _department, day in latest})}
    fresh = []
    for (department_id, day), moments in latest.items():
        department = controlled[department_id][0]
        table = almanac.today
        if table.is_working_for(department, day):
            moments.append(table.department_cut_off(department, day))
        facts = {"cut_off": max(moments), "zone": str(table.department_zone(department, day))}
        row = known.get((department_id, day))
        if row is None:
            fresh.append(DepartmentDay(department_id=department_id, day=day, **facts))
        elif row.cut_off > now and row.cut_off != facts["cut_off"]:
            DepartmentDay.objects.ahead(now).filter(pk=row.pk).update(**facts)
    DepartmentDay.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2000)
    stale = DepartmentDay.objects.ahead(now).filter(department__in=controlled)
    for row in stale:
        if (row.department_id, row.day) not in latest:
            row.delete()

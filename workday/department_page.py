"""The department's day: live before the close, from the ledger after it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Absence, Department, Workspace
from crm_project.lib import clock, formats
from deals.models import Act, Deal, DealMove
from tasks.models import Task
from telephony.models import Call

from .live import present_for, team_counts, team_findings, team_of, working_now
from .models import Breach, DayWalk, DepartmentDay, LedgerRow, Void
from .my_day import mixed, words_of
from .rules import BY_CODE, CODES
from .veil import veiled

DAYS_BACK = 10
CALLS = ("call_out", "call_in")
DONE = ("calls", "missed", "tasks", "moves", "won")


@dataclass
class Line:
    """A person's line: findings per rule, and what was done that day."""

    user: object
    counts: dict
    is_clean: bool
    is_open: bool = False
    done: dict = field(default_factory=dict)
    row: object = None
    left: str = ""
    walked_at: datetime | None = None

    @property
    def cells(self):
        base = self.left
        return [{"count": self.counts[code], "url": f"{base}rule={code}", "words": BY_CODE[code].short} for code in CODES]


class DepartmentPage:
    """One department (and those below it, by name) on one date."""

    def __init__(self, department, day, user):
        self.department, self.day, self.user = department, day, user
        self.present = present_for(user)
        self.now = clock.now()
        self._live = None
        self.zone = self.present.table.department_zone(department, day)
        self.today = self.now.astimezone(self.zone).date()
        self.claim = DepartmentDay.objects.of_department(department).on(day).first()
        self.summary = LedgerRow.objects.departments().within([department.pk]).on(day).first()

    @cached_property
    def currency(self):
        """Sums of one currency only: the company's."""
        return Workspace.current().currency

    @property
    def is_live(self):
        return self.summary is None and self.day == self.today

    @property
    def void(self):
        return Void.objects.filter(department_day=self.claim).select_related("by").first() if self.claim else None

    def lines(self):
        lines = self._live_lines() if self.is_live else self._ledger_lines()
        figures = self._figures([line.user.pk for line in lines])
        walks = dict(DayWalk.objects.filter(day=self.day, user__in=[line.user.pk for line in lines]).values_list("user", "begun_at"))
        for line in lines:
            line.done, line.walked_at = figures[line.user.pk], walks.get(line.user.pk)
        return lines

    def nobodys(self):
        """Findings that belong to the head: what nobody answers for."""
        if self.is_live:
            return team_counts([], [self.department], on_behalf_of=self.user)[-self.department.pk]
        found = Breach.objects.within([self.department.pk]).on(self.day).of_nobody().values_list("rule").annotate(Count("pk"))
        return dict.fromkeys(CODES, 0) | dict(found)

    def deals(self, lines):
        """Deals, and leads where they count, in breach, each once."""
        if not self.is_live:
            return self.summary.deals if self.summary else sum(line.row.deals for line in lines if line.row)
        return len({finding.card for finding in self.live_findings()})

    def live_findings(self):
        if self._live is None:
            self._live = team_findings(self._working(), [self.department], on_behalf_of=self.user)
        return self._live

    def to_put_right(self, shown=12):
        """Live findings with their words and whose they are."""
        names = {person.pk: str(person) for person in self._working()}
        return [
            {
                "url": finding.url,
                "deal_name": finding.deal_name,
                "rule": BY_CODE[finding.rule],
                "words": words_of(finding, self.now),
                "who": names.get(finding.close, _("without an owner")),
            }
            for finding in veiled(mixed(self.live_findings())[:shown], self.user)
        ]

    def away(self):
        """Who of the department is away on the date, and who stands in."""
        return Absence.objects.current().on(self.day).filter(user__department=self.department, user__is_active=True).for_list()

    def breaches(self):
        return veiled(list(Breach.objects.visible_to(self.user).within([self.department.pk]).on(self.day).for_list()), self.user)

    def has_nothing(self):
        """A day off: nobody has it to close, and it was not closed."""
        return self.is_live and not self.claim and not self._working()

    def last_closed_day(self):
        rows = LedgerRow.objects.departments().within([self.department.pk]).filter(day__lt=self.day)
        return rows.order_by("-day").values_list("day", flat=True).first()

    def trend(self):
        """[(date, deals in breach)] of the last ten closed days up to this one."""
        rows = LedgerRow.objects.departments().within([self.department.pk]).filter(day__lte=self.day).order_by("-day")[:DAYS_BACK]
        return [(row.day, row.deals) for row in reversed(rows)]

    def before(self):
        """The last closed day of the same weekday, to compare with."""
        week_ago = self.day - timedelta(days=7)
        return LedgerRow.objects.departments().within([self.department.pk]).on(week_ago).first()

    # -- helpers -------------------------------------------------------------

    def _working(self):
        people = team_of([self.department.pk])
        days = working_now(people, self.present.table, self.now)
        return [person for person in people if person.pk in days]

    def _live_lines(self):
        people = self._working()
        counts = team_counts(people, [], on_behalf_of=self.user)
        published = {row.user_id: row for row in self._rows()}
        lines = []
        for person in people:
            if row := published.get(person.pk):
                lines.append(self._ledger_line(row))
            else:
                found = counts[person.pk]
                url = f"{reverse('workday:left')}?user={person.pk}&"
                lines.append(Line(person, found, not any(found.values()), is_open=True, left=url))
        return [line for line in lines if self._is_shown(line)]

    def _ledger_lines(self):
        return [line for line in map(self._ledger_line, self._rows()) if self._is_shown(line)]

    def _is_shown(self, line):
        """The head's own line only when there is something in it."""
        return line.user.pk != self.department.head_id or any(line.counts.values())

    def _rows(self):
        return (
            LedgerRow.objects.persons().within([self.department.pk]).on(self.day).for_list().order_by("user__last_name", "user__first_name")
        )

    def _ledger_line(self, row):
        counts = {code: getattr(row, code) for code in CODES}
        url = f"{reverse('workday:breaches')}?from={self.day}&to={self.day}&user={row.user_id}&"
        return Line(row.user, counts, row.is_clean, row=row, left=url)

    def _figures(self, people):
        """{user id: {calls, missed, tasks, moves, won}} of the date on the department's clock; five queries."""
        begins = datetime.combine(self.day, datetime.min.time(), tzinfo=self.zone)
        ends = datetime.combine(self.day + timedelta(days=1), datetime.min.time(), tzinfo=self.zone)
        figures = {pk: dict.fromkeys(DONE, 0) for pk in people}
        acts = Act.objects.filter(by__in=people, kind__in=CALLS, happened_at__gte=begins, happened_at__lt=ends)
        missed = Call.objects.missed().between(self.day, self.day, self.zone).filter(owner__in=people)
        tasks = Task.objects.done_between(begins, ends).filter(done_by__in=people)
        moves = DealMove.objects.filter(by__in=people, at__gte=begins, at__lt=ends, undone_at=None, way__in=["forward", "won"])
        won = Deal.objects.won().filter(owner__in=people, closed_at__gte=begins, closed_at__lt=ends, currency=self.currency)
        for name, rows in [
            ("calls", acts.values_list("by").annotate(Count("pk"))),
            ("missed", missed.order_by().values_list("owner").annotate(Count("pk"))),
            ("tasks", tasks.values_list("done_by").annotate(Count("pk"))),
            ("moves", moves.values_list("by").annotate(Count("pk"))),
            ("won", won.order_by().values_list("owner").annotate(Sum("amount"))),
        ]:
            for pk, number in rows:
                figures[pk][name] = number or 0
        return figures


def heat_of(department, day, live=()):
    """The heat map of a department: its last closed days up to this one; `live` are the lines of a day that is still open."""
    return heat(LedgerRow.objects.persons().within([department.pk]).filter(day__lte=day).counted().of_sellers(), live, day)


def heat(rows, live=(), day=None, count=DAYS_BACK + 2):
    """Days and people for the heat map, from persons' rows of the ledger: the last `count` days among them. Two queries."""
    days = sorted(rows.order_by("-day").values_list("day", flat=True).distinct()[:count])
    cells = defaultdict(dict)
    people = {}
    for row in rows.filter(day__in=days).select_related("user"):
        people[row.user_id] = row.user
        cells[row.user_id][row.day] = sum(getattr(row, code) for code in CODES)
    columns = [{"label": _short(one)} for one in days]
    today = {line.user.pk: line for line in live}
    people |= {pk: line.user for pk, line in today.items()}
    lines = []
    for pk, person in sorted(people.items(), key=lambda pair: (pair[1].last_name, pair[1].first_name)):
        line = [_cell(pk, one, cells[pk].get(one)) for one in days]
        if today:
            line.append(_live_cell(today.get(pk)))
        lines.append({"name": str(person), "cells": line, "url": f"{reverse('workday:ledger')}?user={pk}"})
    return {"days": columns + ([{"label": _short(day)}] if today else []), "people": lines}


def _cell(pk, day, value):
    url = f"{reverse('workday:breaches')}?from={day}&to={day}&user={pk}"
    return {"value": value or 0, "off": value is None, "url": url if value else "", "live": False}


def _live_cell(line):
    value = sum(line.counts.values()) if line else 0
    return {"value": value, "off": line is None, "url": line.left if value else "", "live": True}


def _short(day):
    return f"{formats.WEEKDAYS_SHORT[formats.language()][day.weekday()]} {day.day}"


def departments_for(user):
    """Those whose days one may look at, with people in them; the default is one's own, else the first."""
    ids = user.department_ids_in(user.scope_of("report", "see"))
    rows = Department.objects.live()
    rows = rows if ids is None else rows.filter(pk__in=ids)
    return list(rows.filter(users__is_active=True).distinct().order_by("path"))

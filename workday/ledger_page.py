"""The ledger as a head reads it: person × day between two dates, by the department each belonged to that day."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Department, User
from crm_project.lib import clock, formats

from .live import present_for, team_counts, team_of, working_now
from .models import Breach, DayWalk, LedgerRow, Void
from .rules import CODES, RULES

COLUMNS, NEAR = 31, 7
"""So many dates stand in the map; so many of them on a phone."""

# Clean working days in a row up to a date: a day set aside, one judged only in part and one excused altogether neither break nor add.
STREAKS = """
WITH mine AS (
    SELECT row.user_id, row.day, row.deals = 0 AND row.error = '' AS is_clean,
           row.deals > 0 AND EXISTS (
               SELECT FROM workday_breach b WHERE b.row_id = row.id AND NOT EXISTS (SELECT FROM workday_excuse e WHERE e.breach_id = b.id)
           ) AS is_broken
    FROM workday_ledgerrow row
    WHERE row.kind = 'person' AND row.user_id = ANY(%(users)s::bigint[]) AND row.day <= %(last)s AND NOT EXISTS (
        SELECT FROM workday_void v JOIN workday_departmentday d ON d.id = v.department_day_id
        WHERE d.department_id = row.department_id AND d.day = row.day
    )
),
broken AS (SELECT user_id, max(day) AS day FROM mine WHERE is_broken GROUP BY user_id)
SELECT mine.user_id, count(*) FROM mine LEFT JOIN broken USING (user_id)
WHERE mine.is_clean AND (broken.day IS NULL OR mine.day > broken.day) GROUP BY mine.user_id
"""


@dataclass
class Cell:
    """One person's closed day. `excused` breaches are among those of `counts`; a void day is shown and not counted."""

    day: Any
    counts: tuple
    deals: int
    error: str = ""
    deputy_for: list = field(default_factory=list)
    excused: int = 0
    is_void: bool = False

    @property
    def value(self):
        return sum(self.counts)

    @property
    def is_clean(self):
        return not (self.deals or self.error)

    @property
    def is_excused(self):
        return bool(self.value) and self.excused >= self.value


@dataclass
class Line:
    """A person in the department they belonged to on these days."""

    user: Any
    department_id: int
    cells: dict = field(default_factory=dict)
    live: Any = None
    streak: int = 0
    walks: int = 0

    @property
    def counted(self):
        return [cell for cell in self.cells.values() if not cell.is_void]

    @property
    def clean(self):
        return sum(1 for cell in self.counted if cell.is_clean)

    @property
    def sums(self):
        """Breaches of each rule, in the order of the rules."""
        return [sum(cell.counts[place] for cell in self.counted) for place, _code in enumerate(CODES)]

    @property
    def best(self):
        """The longest run of clean days within these dates."""
        longest = run = 0
        for _day, cell in sorted(self.cells.items()):
            if cell.is_void or cell.is_excused or (cell.error and not cell.deals):
                continue
            run = run + 1 if cell.is_clean else 0
            longest = max(longest, run)
        return longest


class LedgerPage:
    """All of it by a number of queries that depends neither on the people nor on the days."""

    def __init__(self, form):
        self.user, self.form = form.user, form
        self.first, self.last = form.span
        self.departments = {one.pk: one for one in self._departments()}
        self.is_live = self.first <= form.today <= self.last

    @cached_property
    def lines(self):
        found = {}
        for user, department, *facts in self._rows():
            cell = Cell(*facts)
            cell.excused, cell.is_void = self._excused[user, cell.day], (department, cell.day) in self._voids
            found.setdefault((department, user), Line(None, department)).cells[cell.day] = cell
        self._add_live(found)
        people = User.objects.filter(pk__in={user for _department, user in found}).in_bulk()
        streaks, walks = self._streaks(people), self._walks(people)
        for (_department, pk), line in found.items():
            line.user, line.streak, line.walks = people[pk], streaks.get(pk, 0), walks.get(pk, 0)
        return sorted(found.values(), key=lambda one: (self._path(one.department_id), one.user.last_name, one.user.first_name, one.user.pk))

    def sections(self):
        """[(department, heat map, subtotal words)] in the order of the tree."""
        piles = defaultdict(list)
        for line in self.lines:
            piles[line.department_id].append(line)
        nobodys = defaultdict(Counter)
        for (department, day), counts in self._nobodys.items():
            nobodys[department][day] = sum(counts.values())
            piles.setdefault(department, [])
        order = sorted(piles, key=self._path)
        return [(self.departments.get(pk), self._map(piles[pk], nobodys[pk], pk), self._subtotal(piles[pk])) for pk in order]

    @cached_property
    def days(self):
        """The dates shown: those on which somebody was judged, the latest ones."""
        days = {day for line in self.lines for day in line.cells} | {day for _department, day in self._nobodys}
        return sorted(days)[-COLUMNS:]

    def figures(self):
        """{judged, clean, breaches} of these dates and of as many before them."""
        cells = [cell for line in self.lines for cell in line.counted]
        before = self._before
        return {
            "judged": len(cells),
            "clean": sum(1 for cell in cells if cell.is_clean),
            "breaches": sum(self.totals.values()),
            "before": before,
            "share": _share(sum(1 for cell in cells if cell.is_clean), len(cells)),
            "share_before": _share(before["clean"], before["judged"]),
            **self._answers(),
        }

    @cached_property
    def by_day(self):
        """{date: {rule: breaches}} without the days that were set aside."""
        found = defaultdict(Counter)
        for line in self.lines:
            for cell in line.counted:
                for code, number in zip(CODES, cell.counts, strict=True):
                    found[cell.day][code] += number
        for (department, day), counts in self._nobodys.items():
            if (department, day) not in self._voids:
                found[day].update(counts)
        return dict(sorted(found.items()))

    @cached_property
    def totals(self):
        return {code: sum(counts[code] for counts in self.by_day.values()) for code in CODES}

    def trend(self):
        """Each rule with its line over the days, its sum now and before, and where the breaches are."""
        before = self._before["rules"]
        return [
            {
                "rule": rule,
                "values": [counts[rule.code] for counts in self.by_day.values()],
                "total": self.totals[rule.code],
                "before": before.get(rule.code, 0),
                "url": self.behind(rule=rule.code),
            }
            for rule in RULES
        ]

    def table(self):
        """[(date, [(number, address)])], the latest first, for who reads numbers rather than lines."""
        rows = []
        for day, counts in reversed(self.by_day.items()):
            rows.append((day, [(counts[code], self.behind(day, day, rule=code)) for code in CODES]))
        return rows

    def behind(self, first=None, last=None, **more):
        """The list of the counted breaches behind a sum."""
        asked = {"from": (first or self.first).isoformat(), "to": (last or self.last).isoformat(), "counted": "true"}
        if self.form.branch:
            asked["under"] = self.form.branch.pk
        return f"{reverse('workday:breaches')}?{urlencode(asked | more)}"

    def addenda(self):
        """Parts that were judged after their department's day had been published."""
        rows = LedgerRow.objects.filter(kind="addendum").within(self._ids).between(self.first, self.last)
        return list(rows.for_list().order_by("-day", "user__last_name")[:50])

    def waiting(self):
        """Breaches with an explanation that nobody has judged, whatever their date."""
        return Breach.objects.visible_to(self.user).within(self._ids).explained()

    # -- reading -----------------------------------------------------------------

    def _departments(self):
        rows = Department.objects.order_by("path")
        rows = rows.below(self.form.branch) if self.form.branch else rows
        return rows if self.form.ids is None else rows.filter(pk__in=self.form.ids)

    @property
    def _ids(self):
        return list(self.departments)

    def _path(self, pk):
        return self.departments[pk].path if pk in self.departments else ""

    def _rows(self):
        rows = LedgerRow.objects.persons().within(self._ids).between(self.first, self.last).of_sellers()
        for user, department, day, *counts, deals, error, deputy_for in rows.values_list(
            "user", "department", "day", *CODES, "deals", "error", "deputy_for"
        ):
            yield user, department, day, tuple(counts), deals, error, deputy_for

    @cached_property
    def _breaches(self):
        return Breach.objects.within(self._ids).between(self.first, self.last)

    @cached_property
    def _excused(self):
        found = self._breaches.filter(excused__isnull=False, owner__isnull=False).order_by()
        return Counter({(user, day): n for user, day, n in found.values_list("owner", "day").annotate(Count("pk"))})

    @cached_property
    def _voids(self):
        days = Void.objects.filter(department_day__day__range=(self.first, self.last), department_day__department__in=self._ids)
        return set(days.values_list("department_day__department", "department_day__day"))

    @cached_property
    def _nobodys(self):
        found = defaultdict(Counter)
        rows = self._breaches.of_nobody().order_by().values_list("department", "day", "rule").annotate(Count("pk"))
        for department, day, rule, number in rows:
            found[department, day][rule] = number
        return found

    @cached_property
    def _before(self):
        """The same figures of the span of the same length before this one; two queries."""
        length = (self.last - self.first).days + 1
        first, last = self.first - timedelta(days=length), self.first - timedelta(days=1)
        rows = LedgerRow.objects.persons().within(self._ids).between(first, last).counted().of_sellers()
        figures = rows.aggregate(judged=Count("pk"), clean=Count("pk", filter=Q(deals=0, error="")))
        rules = dict(Breach.objects.within(self._ids).between(first, last).counted().order_by().values_list("rule").annotate(Count("pk")))
        return figures | {"rules": rules, "breaches": sum(rules.values())}

    def _answers(self):
        return self._breaches.counted().aggregate(answered=Count("answered"), excused=Count("excused"))

    def _streaks(self, people):
        with connection.cursor() as cursor:
            cursor.execute(STREAKS, {"users": list(people), "last": self.last})
            return dict(cursor.fetchall())

    def _walks(self, people):
        rows = DayWalk.objects.filter(user__in=people, day__range=(self.first, self.last)).order_by()
        return dict(rows.values_list("user").annotate(Count("pk")))

    def _add_live(self, found):
        """Today, of those whose day is still open; the heads only where they have something to put right."""
        if not self.is_live:
            return
        people = team_of(self._ids)
        working = working_now(people, present_for(self.user).table, clock.now())
        judged = {user for (_department, user), line in found.items() if self.form.today in line.cells}
        people = [one for one in people if one.pk in working and one.pk not in judged]
        counts = team_counts(people, [], on_behalf_of=self.user)
        heads = {one.head_id for one in self.departments.values()}
        for person in people:
            number = sum(counts[person.pk].values())
            if number or person.pk not in heads:
                found.setdefault((person.department_id, person.pk), Line(None, person.department_id)).live = number

    # -- drawing -----------------------------------------------------------------

    def _map(self, lines, nobodys, department):
        shows_today = any(line.live is not None for line in lines)
        columns = [*self.days, *([self.form.today] if shows_today and self.form.today not in self.days else [])]
        far = set(columns[:-NEAR])
        people = [self._person_row(line, columns, far) for line in lines]
        if any(nobodys[day] for day in columns):
            cells = [self._nobodys_cell(department, day, nobodys[day]) | {"far": day in far} for day in columns]
            people.append({"name": _("Without an owner"), "cells": cells})
        days = [{"label": _short(day), "far": day in far} for day in columns]
        return {"days": days, "people": people}

    def _person_row(self, line, columns, far):
        cells = [self._cell(line, day) | {"far": day in far} for day in columns]
        return {"name": str(line.user), "url": f"{reverse('workday:ledger')}?user={line.user.pk}", "cells": cells}

    def _cell(self, line, day):
        cell = line.cells.get(day)
        if cell is None:
            is_live = line.live is not None and day == self.form.today
            url = f"{reverse('workday:left')}?user={line.user.pk}" if is_live and line.live else ""
            return {"value": line.live if is_live else 0, "off": not is_live, "live": is_live, "url": url}
        asked = urlencode({"from": day.isoformat(), "to": day.isoformat(), "user": line.user.pk})
        marks = [("void", cell.is_void), ("exc", cell.is_excused), ("dep", cell.deputy_for), ("part", cell.error)]
        return {
            "value": cell.value,
            "url": f"{reverse('workday:breaches')}?{asked}" if cell.value else "",
            "mark": " ".join(name for name, holds in marks if holds),
            "title": _title(day, cell),
        }

    def _nobodys_cell(self, department, day, number):
        asked = urlencode({"from": day.isoformat(), "to": day.isoformat(), "department": department, "nobody": "true"})
        return {"value": number, "off": not number, "url": f"{reverse('workday:breaches')}?{asked}" if number else ""}

    def _subtotal(self, lines):
        cells = [cell for line in lines for cell in line.counted]
        return {"clean": sum(1 for cell in cells if cell.is_clean), "judged": len(cells), "breaches": sum(cell.value for cell in cells)}


def _title(day, cell):
    told = [formats.day(day), formats.number(cell.value) if cell.value else _("day closed")]
    told += [_("left out of the reports")] if cell.is_void else []
    told += [_("excused")] if cell.is_excused else []
    told += [_("judged in part")] if cell.error else []
    told += [_("stood in for: %(names)s") % {"names": ", ".join(cell.deputy_for)}] if cell.deputy_for else []
    return ", ".join(told)


def _share(part, whole):
    return part / whole if whole else None


def _short(day):
    return f"{formats.WEEKDAYS_SHORT[formats.language()][day.weekday()]} {day.day}"

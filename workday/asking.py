"""What is asked of the rules: for a person now, for many people now, for the close of a day."""

from dataclasses import replace
from datetime import time, timedelta
from functools import cached_property
from types import SimpleNamespace

from accounts.models import Absence
from crm_project.lib.working_time import instant_of, minus_working_minutes

from .almanac import as_member
from .bearing import Bearing
from .control import controlled_departments, former_people, is_judged
from .rules import Asked


class Present:
    """The rules as of a moment, for anybody: last closed dates, minimum ages, settings.

    `former()` tells the people whose cards are their departments' now, `controlled()` the departments whose days are judged.
    """

    def __init__(self, table, settings, at, former=None, controlled=controlled_departments):
        self.table, self.settings, self.at = table, settings, at
        self._read_former, self._read_controlled = former or (lambda: former_people(at)), controlled
        self._bearings = {}

    def of_person(self, user, close=0, until=None):
        """What a person answers for: their own cards, and on a working day those of whoever they stand in for."""
        own, day = self.about(user, close, until), self.table.local_date(user, self.at)
        yield own
        if self.table.is_working(user, day):
            yield from (replace(own, owner=absent.pk) for absent in self._bearing(day).stood_in_for_by(user.pk))

    def of_department(self, department, close=0):
        """What a department answers for: cards that nobody owns, and those of people who are gone, or away without a deputy at work."""
        nobodys = self.about_nobody(department, close)
        yield nobodys
        yield from (replace(nobodys, owner=person.pk) for person in self._left(self._day_of(department)).get(department.pk, ()))

    def of_cards_of(self, owner):
        """About the cards of one owner, as whoever answers for them is asked."""
        day, department = self.table.local_date(owner, self.at), SimpleNamespace(pk=owner.department_id)
        absence = self.table.absence(owner, day)
        if absence and absence.deputy_id and self._works(absence.deputy, day):
            return replace(self.about(absence.deputy), owner=owner.pk)
        if owner.pk in {person.pk for person in self._left(day).get(owner.department_id, ())}:
            return replace(self.about_nobody(department), owner=owner.pk)
        return self.about(owner)

    def about(self, user, close=0, until=None):
        """A person's deals and tasks now. `until` looks ahead: what would be in breach then if nothing more were done."""
        day = self.table.local_date(user, self.at)
        zone = self.table.zone(user, day)
        horizon = until or self.at
        return Asked(
            close=close or user.pk,
            owner=user.pk,
            department=user.department_id,
            at=self.at,
            due_by=horizon,
            day=day if until else self.table.last_closed(user, self.at),
            fresh=self._fresh(user, day, zone, horizon),
            born=instant_of(day, time.min, zone),
            rules=self.settings.codes(user.department_id, day),
            kinds=self.settings.kinds(user.department_id, day),
        )

    def about_nobody(self, department, close=0):
        """What nobody owns in a department: judged by the department's own hour."""
        day = self._day_of(department)
        zone = self.table.department_zone(department, day)
        closed = day if self.table.department_cut_off(department, day) <= self.at else day - timedelta(days=1)
        return Asked(
            close=close or -department.pk,
            owner=None,
            department=department.pk,
            at=self.at,
            due_by=self.at,
            day=closed,
            fresh=self.at - timedelta(minutes=self.settings.of(department.pk, day).min_age),
            born=instant_of(day, time.min, zone),
            rules=self.settings.codes(department.pk, day),
            kinds=self.settings.kinds(department.pk, day),
        )

    def _fresh(self, user, day, zone, horizon):
        minutes = self.settings.of(user.department_id, day).min_age
        return minus_working_minutes(horizon, minutes, lambda date: self.table.intervals(user, date), zone)

    def _day_of(self, department):
        guess = self.at.astimezone(self.table.department_zone(department, self.at.date())).date()
        return self.at.astimezone(self.table.department_zone(department, guess)).date()

    def _bearing(self, day):
        if day not in self._bearings:
            absences = self.table.absences_on(day)
            at_work = {one.deputy_id for one in absences if one.deputy_id and self._works(one.deputy, day)}
            self._bearings[day] = Bearing(absences, at_work.__contains__, lambda user: self.table.would_work(user, day))
        return self._bearings[day]

    def _works(self, user, day):
        """Has a day of their own to close on this date."""
        if not (user.is_active and is_judged(user) and self.table.is_working(user, day)):
            return False
        first = self._controlled.get(user.department_id, (None, None))[1]
        return not self._controlled or bool(first and first <= day)

    def _left(self, day):
        return self._bearing(day).left_to_departments(self._former)

    @cached_property
    def _former(self):
        return self._read_former()

    @cached_property
    def _controlled(self):
        return self._read_controlled()


class AtTheClose:
    """The rules as of the cut-offs of days: what was known then, whoever asks and whenever."""

    def __init__(self, almanac, settings):
        self.almanac, self.settings = almanac, settings
        self._away = {}

    def of_person(self, row):
        """A person's own deals and tasks, and those of whoever they stand in for."""
        own = self._asked(row, as_member(row.user, row.department_id), row.user_id)
        yield own
        yield from (replace(own, owner=absent.pk) for absent in self._bearing(row).stood_in_for_by(row.user_id))

    def of_department(self, row, working):
        """What nobody owns, what people left behind who are gone, and what the absent left without a deputy at work.

        `working`: ids of everybody with a day to close on this date.
        """
        nobodys = self._unowned(row)
        yield nobodys
        left = self._bearing(row, working).left_to_departments(former_people(row.cut_off, [row.department_id]))
        yield from (replace(nobodys, owner=person.pk) for person in left.get(row.department_id, ()))

    def stands_in_for(self, row):
        """Names of those whose deals the person answers for on this date."""
        return [str(absent) for absent in self._bearing(row).stood_in_for_by(row.user_id)]

    def facts(self, row):
        return self.settings.of(row.department_id, row.day)

    # -- helpers -------------------------------------------------------------

    def _asked(self, row, person, owner):
        table = self.almanac.table_for(person, row.day)
        zone = table.zone(person, row.day)
        minutes = self.facts(row).min_age
        return Asked(
            close=row.pk,
            owner=owner,
            department=row.department_id,
            at=row.cut_off,
            due_by=row.cut_off,
            day=row.day,
            fresh=minus_working_minutes(row.cut_off, minutes, lambda date: table.intervals(person, date), zone),
            born=instant_of(row.day, time.min, zone),
            rules=self.settings.codes(row.department_id, row.day),
            kinds=self.settings.kinds(row.department_id, row.day),
        )

    def _unowned(self, row):
        zone = self.almanac.today.department_zone(row.department, row.day)
        return Asked(
            close=row.pk,
            owner=None,
            department=row.department_id,
            at=row.cut_off,
            due_by=row.cut_off,
            day=row.day,
            fresh=row.cut_off - timedelta(minutes=self.facts(row).min_age),
            born=instant_of(row.day, time.min, zone),
            rules=self.settings.codes(row.department_id, row.day),
            kinds=self.settings.kinds(row.department_id, row.day),
        )

    def _bearing(self, row, working=()):
        return Bearing(self._absences(row), set(working).__contains__, lambda user: self._would_work(user, row))

    def _would_work(self, user, row):
        person = as_member(user, user.department_id)
        return self.almanac.table_for(person, row.day).would_work(person, row.day)

    def _absences(self, row):
        """Those of the date that were known at its cut-off."""
        if row.day not in self._away:
            self._away[row.day] = list(Absence.objects.on(row.day).select_related("user"))
        return [absence for absence in self._away[row.day] if absence.known_from <= row.cut_off < absence.known_to]

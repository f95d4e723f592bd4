"""What is asked of the rules: for a person now, for many people now, for the close of a day."""

from datetime import time, timedelta

from accounts.models import Absence
from crm_project.lib.working_time import instant_of, minus_working_minutes

from .almanac import as_member
from .control import former_people_of
from .rules import Asked


class Present:
    """The rules as of a moment, for anybody: last closed dates, minimum ages, settings."""

    def __init__(self, table, settings, at):
        self.table, self.settings, self.at = table, settings, at

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
        guess = self.at.astimezone(self.table.department_zone(department, self.at.date())).date()
        zone = self.table.department_zone(department, guess)
        day = self.at.astimezone(zone).date()
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


class AtTheClose:
    """The rules as of the cut-offs of days: what was known then, whoever asks and whenever."""

    def __init__(self, almanac, settings):
        self.almanac, self.settings = almanac, settings
        self._away = {}

    def of_person(self, row):
        """A person's own deals and tasks, and those of whoever they stand in for."""
        user = as_member(row.user, row.department_id)
        yield self._asked(row, user, user.pk)
        for absence in self._absences(row):
            if absence.deputy_id == row.user_id and self._would_work(absence.user, row):
                yield self._asked(row, as_member(absence.user, absence.user.department_id), absence.user_id)

    def of_department(self, row, working):
        """What nobody owns, what people left behind who are gone, and what the absent left without a deputy at work.

        `working`: ids of everybody with a day to close on this date.
        """
        yield self._unowned(row)
        former = {user.pk: user for user in former_people_of(row.department_id, row.cut_off)}
        for absence in self._absences(row):
            if absence.user.department_id == row.department_id and absence.deputy_id not in working and self._would_work(absence.user, row):
                former.setdefault(absence.user_id, absence.user)
        for user in former.values():
            if user.pk not in working:
                yield self._asked(row, as_member(user, row.department_id), user.pk)

    def stands_in_for(self, row):
        """Names of those whose deals the person answers for on this date."""
        return [
            str(absence.user) for absence in self._absences(row) if absence.deputy_id == row.user_id and self._would_work(absence.user, row)
        ]

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

    def _would_work(self, user, row):
        person = as_member(user, user.department_id)
        return self.almanac.table_for(person, row.day).would_work(person, row.day)

    def _absences(self, row):
        """Those of the date that were known at its cut-off."""
        if row.day not in self._away:
            self._away[row.day] = list(Absence.objects.on(row.day).select_related("user"))
        return [absence for absence in self._away[row.day] if absence.known_from <= row.cut_off < absence.known_to]

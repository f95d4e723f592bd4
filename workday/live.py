"""The rules now: for a person, a team, a page of deals. The same definition as the judgement's, asked of this moment."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import connection

from accounts.models import User
from accounts.schedule import timetable_of
from crm_project.lib import clock
from crm_project.lib.steady import steady
from crm_project.lib.working_time import instant_of

from .asking import Present
from .control import controlled_departments, former_people, is_judged
from .permissions import leads_a_department
from .rules import CODES, find, kinds_of, parameters, statement
from .settings_in_force import SettingsInForce
from .state import ACTS

COUNTED = "SELECT close_id, rule, count(*) FROM findings GROUP BY close_id, rule"


@dataclass
class Day:
    """A person's day as it stands: counts per rule, deals and leads put in order of those that needed it, when it closes."""

    day: object
    closes_at: datetime
    is_working: bool
    counts: dict = field(default_factory=dict)
    left: int = 0
    total: int = 0

    @property
    def done(self):
        return self.total - self.left

    @property
    def broken(self):
        return sum(self.counts.values())

    @property
    def is_over(self):
        return self.closes_at <= clock.now()


def present_for(user, at=None):
    """The rules as they are asked on behalf of a page's user."""
    at = at or clock.now()
    former = partial(steady, user, ("former people",), partial(former_people, at))
    controlled = partial(steady, user, ("departments under control",), controlled_departments)
    return Present(timetable_of(user), settings_for(user), at, former, controlled)


def settings_for(user):
    """What the departments ask for; read once for the request."""
    if getattr(user, "_rules_in_force", None) is None:
        user._rules_in_force = steady(user, ("rules",), SettingsInForce)
    return user._rules_in_force


def findings_of(user, *, on_behalf_of=None, at=None):
    """What a person has to put in order now."""
    return find(list(present_for(on_behalf_of or user, at).of_person(user)))


def day_of(user, at=None):
    """The ring: `left` is what would be in breach at the close if nothing more were done."""
    at = at or clock.now()
    present = present_for(user, at)
    day = present.table.local_date(user, at)
    cut_off, working = present.table.cut_off(user, day), present.table.is_working(user, day)
    horizon = cut_off if working and at < cut_off else None
    asked = list(present.of_person(user, close=1))
    if horizon:
        asked += present.of_person(user, close=2, until=horizon)
    found = find(asked)
    now = [finding for finding in found if finding.close == 1]
    still_open = {finding.card for finding in found if finding.close == (2 if horizon else 1)} | {one.card for one in now}
    since = instant_of(day, datetime.min.time(), present.table.zone(user, day))
    done = _done_today(user, since, at, kinds_of(asked)) - still_open
    counts = dict.fromkeys(CODES, 0) | Counter(finding.rule for finding in now)
    return Day(day, cut_off, working, counts, len(still_open), len(still_open | done)), now


def left_of(user, at=None):
    """What would be in breach at the close of the day if nothing more were done; after it, and on a day off, what is in breach now."""
    at = at or clock.now()
    present = present_for(user, at)
    day = present.table.local_date(user, at)
    cut_off = present.table.cut_off(user, day)
    ahead = cut_off if present.table.is_working(user, day) and at < cut_off else None
    return find(list(present.of_person(user, until=ahead)))


DONE_TODAY = """
SELECT '{kind}', {kind}_id FROM {acts} WHERE by_id = %(user)s AND happened_at >= %(since)s AND recorded_at <= %(at)s
UNION SELECT '{kind}', {kind}_id FROM tasks_taskspan
      WHERE owner_id = %(user)s AND replaced_at > %(at)s AND recorded_at BETWEEN %(since)s AND %(at)s AND {kind}_id IS NOT NULL
"""


def _done_today(user, since, at, kinds):
    """Deals and leads the person worked on since the morning: an act, a completed task, a task planned or moved."""
    words = " UNION ".join(DONE_TODAY.format(kind=kind, acts=ACTS[kind]) for kind in kinds)
    with connection.cursor() as cursor:
        cursor.execute(words, {"user": user.pk, "since": since, "at": at})
        return set(cursor.fetchall())


def team_counts(people, departments, *, on_behalf_of, at=None):
    """{user id or -department id: {rule: findings}} of a whole team by one query; departments stand for what nobody owns."""
    present = present_for(on_behalf_of, at)
    asked = _asked_of_team(present, people, departments)
    counts = {one.close: dict.fromkeys(CODES, 0) for one in asked}
    if not asked:
        return counts
    with connection.cursor() as cursor:
        cursor.execute(statement(COUNTED, asked), parameters(asked))
        for close, rule, number in cursor.fetchall():
            counts[close][rule] = number
    return counts


def team_findings(people, departments, *, on_behalf_of, at=None):
    present = present_for(on_behalf_of, at)
    return find(_asked_of_team(present, people, departments))


def _asked_of_team(present, people, departments):
    asked = [one for person in people for one in present.of_person(person)]
    return asked + [one for department in departments for one in present.of_department(department)]


def team_of(departments):
    """Active people of these departments whose days are judged, by name."""
    people = User.objects.active().filter(department__in=departments).select_related("role", "department").by_name()
    return [person for person in people if is_judged(person)]


def begins_with_the_department(user):
    """Heads a department in which others are judged, or looks at departments without a day of their own to close."""
    if not leads_a_department(user):
        return False
    if not is_judged(user):
        return True
    departments = list(user.heads.live())
    return bool(departments) and any(person.pk != user.pk for person in team_of(departments))


def working_now(people, table, at):
    """Those who have this date to close, with their cut-offs: {user id: (date, cut-off)}"""
    days = {}
    for person in people:
        day = table.local_date(person, at)
        if table.is_working(person, day):
            days[person.pk] = (day, table.cut_off(person, day))
    return days

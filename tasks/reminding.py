"""When a person is told of a task: some minutes before its moment, an all-day one in the morning; when whoever leads is; and who hears."""

from datetime import time, timedelta

from accounts.models import User
from accounts.schedule import Timetable
from crm_project.lib.working_time import instant_of, plus_working_minutes

MORNING = time(9)
MOST = 3
DAY_MINUTES = 1440
_LONGEST_CHAIN = 3
_FAR = 31


def reminder_of(task, minutes=None, timetable=None):
    """The instant of a reminder, the task's first one unless `minutes` names another; None when none was asked for.

    An all-day task has mornings for moments: a day before is the morning of that day.
    """
    minutes = task.remind_minutes if minutes is None else minutes
    if minutes is None:
        return None
    if task.due_at:
        return task.due_at - timedelta(minutes=minutes)
    return morning_of(task.owner, task.due_on - timedelta(days=minutes // DAY_MINUTES), timetable)


def reminders_in(wish):
    """The spans in minutes, the nearest to the due moment first: of a number, several or none."""
    several = wish if isinstance(wish, (list, tuple)) else [] if wish is None else [wish]
    return sorted(dict.fromkeys(several))[:MOST]


def escalation_of(task, timetable=None):
    """The instant at which the superior is told, in working time of the owner after the due moment; None for never."""
    after = task.type.escalate_after
    if after is None or task.owner is None or task.waits:
        return None
    timetable = timetable or Timetable()
    overdue = task.due_at or timetable.cut_off(task.owner, task.due_on)
    return working_later(task.owner, overdue, after, timetable)


def working_later(user, start, minutes, timetable):
    """`minutes` of work after an instant by the person's calendar, whether or not they are away."""
    zone = timetable.zone(user, timetable.local_date(user, start))
    return plus_working_minutes(start, minutes, lambda day: timetable.usual_intervals(user, day), zone)


def morning_of(user, day, timetable=None):
    """When the person's working day begins; nine o'clock on a day off."""
    timetable = timetable or Timetable()
    intervals = timetable.intervals(user, day)
    return instant_of(day, intervals[0][0] if intervals else MORNING, timetable.zone(user, day))


def superior_of(user):
    """Whom somebody reports to: the named superior, else the nearest head above who is somebody else; None at the top."""
    if user.superior_id and user.superior.is_active:
        return user.superior
    department = user.department
    while department is not None:
        if department.head_id and department.head_id != user.pk and department.head.is_active:
            return department.head
        department = department.parent
    return None


def next_open_day(user):
    """The date of today while it is a working one that is not closed yet, else the next working one."""
    timetable = Timetable()
    day = timetable.local_date(user, timetable.at)
    is_over = timetable.cut_off(user, day) <= timetable.at
    for ahead in range(1 if is_over else 0, _FAR):
        if timetable.would_work(user, day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day + timedelta(days=1)


def next_working_day(user, day):
    """This date if it is a working one of the person's calendar, else the next such one."""
    timetable = Timetable()
    coming = (day + timedelta(days=ahead) for ahead in range(_FAR))
    return next((one for one in coming if timetable.would_work(user, one)), day)


class Listeners:
    """Who hears what is meant for a person: themselves, or whoever stands in while they are away."""

    def __init__(self, timetable):
        self.timetable, self._known = timetable, {}

    def of(self, user):
        """Follows deputies who are away as well, but not in a circle; without a working deputy it stays with the person."""
        heard, seen = user, {user.pk}
        for _step in range(_LONGEST_CHAIN):
            if not self.timetable.is_away(heard, self.timetable.at):
                return heard
            pk = self.timetable.deputy(heard, self.timetable.local_date(heard, self.timetable.at))
            heard = self._find(pk) if pk and pk not in seen else None
            if heard is None or not heard.is_active:
                return user
            seen.add(heard.pk)
        return user if self.timetable.is_away(heard, self.timetable.at) else heard

    def _find(self, pk):
        if pk not in self._known:
            self._known[pk] = User.objects.with_rights().find(pk)
        return self._known[pk]

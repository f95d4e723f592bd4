"""When a person is told of a task: some minutes before its moment, an all-day one in the morning."""

from datetime import time, timedelta

from accounts.schedule import Timetable
from crm_project.lib.working_time import instant_of

MORNING = time(9)


def reminder_of(task):
    """The instant of the reminder, or None when none was asked for."""
    if task.remind_minutes is None:
        return None
    if task.due_at:
        return task.due_at - timedelta(minutes=task.remind_minutes)
    return morning_of(task.owner, task.due_on)


def morning_of(user, day):
    """When the person's working day begins; nine o'clock on a day off."""
    timetable = Timetable()
    intervals = timetable.intervals(user, day)
    return instant_of(day, intervals[0][0] if intervals else MORNING, timetable.zone(user, day))

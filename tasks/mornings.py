"""Reminders of all-day tasks come in the person's morning: when the hours or the zone change, the mornings move along."""

from accounts.models import User
from accounts.schedule import Timetable

from .models import Reminder, Task
from .reminding import reminder_of


def move_mornings(sender, bearer, **kwargs):
    """Of one person's tasks; where a whole department's hours change, the tick waits for the later ones by itself."""
    if not isinstance(bearer, User):
        return
    timetable = Timetable().read()
    tasks = list(Task.objects.open().of(bearer).waiting_for_a_morning())
    for task in tasks:
        task.remind_at = reminder_of(task, timetable=timetable)
    Task.objects.bulk_update(tasks, ["remind_at"], batch_size=500)
    further = list(Reminder.objects.waiting_for_a_morning(bearer).select_related("task__owner"))
    for reminder in further:
        reminder.remind_at = reminder_of(reminder.task, reminder.minutes, timetable)
    Reminder.objects.bulk_update(further, ["remind_at"], batch_size=500)

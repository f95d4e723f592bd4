"""What «overdue» means: a timed task from its minute on, an all-day one when its date is closed for the person who has it."""

from collections import defaultdict

from django.db.models import Q

from accounts.models import User
from accounts.schedule import timetable_of


def late(people, at, timetable):
    """Q of tasks of these people that are overdue at the moment (asked of open ones)."""
    closed = defaultdict(list)
    for person in people:
        closed[timetable.last_closed(person, at)].append(person.pk)
    condition = Q(due_at__lte=at)
    for day, ids in closed.items():
        condition |= Q(due_on__lte=day, owner__in=ids)
    return condition & ~Q(handed="attention")


def late_for(user, at, whole_team=False):
    """The same over everybody whose tasks the user sees, or over the user and those they stand in for."""
    timetable = timetable_of(user)
    people = [user, *timetable.stood_in_for_by(user, at)]
    if whole_team:
        ids = user.people_ids_for("task", "see")
        people = (User.objects.all() if ids is None else User.objects.filter(pk__in=ids)).select_related("department")
    return late(people, at, timetable)


def is_late(task, at, timetable):
    """Of one open task; its owner must be loaded."""
    if task.waits:
        return False
    if task.due_at:
        return task.due_at <= at
    return task.due_on <= timetable.last_closed(task.owner, at)

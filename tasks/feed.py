"""What a calendar program is given of a person's tasks: with the rights of the moment it asks, and no phone numbers."""

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.speaking import speaking_as
from crm_project.lib import clock, icalendar

from .calendar_marks import marks_of_feeds
from .models import CalendarFeed, Task

DAYS_BACK, DAYS_AHEAD, MOST = 30, 180, 2000


def text_of(feed):
    """The calendar of a feed as text, in its owner's language."""
    with speaking_as(feed.user):
        is_team = feed.scope == CalendarFeed.Scope.TEAM
        name = _("Ordo: tasks of the team") if is_team else _("Ordo: my tasks")
        steps = [_event_of_mark(mark, is_team) for mark in marks_of(feed)]
        return icalendar.calendar(name, [_event(task, is_team) for task in tasks_of(feed)] + steps)


def tasks_of(feed):
    """Open and done ones around today; what was dropped leaves the calendar."""
    user = feed.user
    if not user.may("see", "task"):
        return []
    found = Task.objects.visible_to(user).kept()
    if feed.scope == CalendarFeed.Scope.OWN:
        found = found.of(user)
    zone = ZoneInfo(user.zone_name)
    return found.due_between(*_days_of(user), zone).by_place(zone).for_list()[:MOST]


def marks_of(feed):
    """What the person has to do and is no task yet."""
    user = feed.user
    if not user.may("see", "task"):
        return []
    with timezone.override(user.zone_name):
        return marks_of_feeds(user, *_days_of(user), {user.pk} if feed.scope == CalendarFeed.Scope.OWN else None)


def _days_of(user):
    today = clock.today(user.zone_name)
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def tag_of(text):
    """The same calendar has the same tag, so that a program that has it is answered by nothing."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _event(task, names_its_person):
    begins = task.due_on or task.due_at
    ends = begins + (timedelta(days=1) if task.due_on else timedelta(minutes=task.length))
    (kind, start), (_kind, end) = icalendar.moment(begins), icalendar.moment(ends)
    rows = [
        ("UID", f"task-{task.pk}@{urlsplit(settings.BASE_URL).hostname}"),
        ("DTSTAMP", icalendar.moment(task.created_at)[1]),
        ("SEQUENCE", task.moved_count),
        (f"DTSTART{kind}", start),
        (f"DTEND{kind}", end),
        ("SUMMARY", icalendar.words(_summary(task, names_its_person))),
        ("STATUS", "CONFIRMED"),
        ("TRANSP", "TRANSPARENT" if task.due_on or task.done_at else "OPAQUE"),
        ("URL", settings.BASE_URL + reverse("tasks:task", args=[task.pk])),
    ]
    return [*rows, ("DESCRIPTION", icalendar.words(task.subject))] if task.subject else rows


def _event_of_mark(mark, names_its_person):
    begins, ends = mark.span
    return [
        ("UID", f"{mark.key}@{urlsplit(settings.BASE_URL).hostname}"),
        ("DTSTAMP", icalendar.moment(begins)[1]),
        ("DTSTART", icalendar.moment(begins)[1]),
        ("DTEND", icalendar.moment(ends)[1]),
        ("SUMMARY", icalendar.words(f"{mark.who}: {mark.words}" if names_its_person and mark.who else mark.words)),
        ("STATUS", "TENTATIVE"),
        ("TRANSP", "TRANSPARENT"),
        ("URL", settings.BASE_URL + mark.url),
    ]


def _summary(task, names_its_person):
    title = f"✓ {task.title}" if task.done_at else task.title
    return f"{task.owner}: {title}" if names_its_person and task.owner else title

"""What one line of a list says about a task, in the words of today."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.schedule import timetable_of
from crm_project.lib import clock, formats

from .late import is_late
from .permissions import may_answer, may_change
from .subjects import url_of


@dataclass
class Row:
    """`when` fills the narrow column of time, `hour` is named beside it where `when` is a date."""

    task: Any
    state: str
    when: str
    hour: str
    subject: Any
    subject_url: str
    person: str
    phone: str
    who: Any
    may: bool
    handed: str = ""
    answers: bool = False


def rows_of(tasks, user, at=None):
    """Rows of loaded tasks (`for_list`, and `with_phones` where numbers may be called)."""
    at = at or clock.now()
    sees_phones = user.has_right("see_contacts")
    return [_row(task, user, at, sees_phones) for task in tasks]


def state_of(task, user, at):
    """over, today, plan, done, or wait for what is not accepted yet; the one word that colours a row, a chip, a panel."""
    if not task.is_open:
        return "done"
    if task.waits:
        return "wait"
    today = timezone.localtime(at).date()
    day = task.due_on or timezone.localtime(task.due_at).date()
    may_be_late = task.due_on is None or (day - today).days <= 1
    if may_be_late and is_late(task, at, timetable_of(user)):
        return "over"
    return "today" if day <= today else "plan"


def _row(task, user, at, sees_phones):
    state = state_of(task, user, at)
    when, hour = _words(task, at)
    client, is_closed = _client_of(task), is_closed_to(user, task)
    return Row(
        task=task,
        state=state,
        when=when,
        hour=hour,
        subject=task.subject,
        subject_url="" if is_closed else url_of(task.subject),
        person=str(client) if client and client != task.subject else "",
        phone=_phone_of(task, client) if sees_phones and not is_closed else "",
        who=task.owner if task.owner_id != user.pk else None,
        may=may_change(user, task),
        handed=task.handed if task.is_open else "",
        answers=task.waits and may_answer(user, task),
    )


def is_closed_to(user, task):
    """Before acceptance the card is named, but not opened."""
    return task.waits and task.subject is not None and not user.may("see", task.subject)


def _words(task, at):
    """(what stands in the column of time, the hour beside it)"""
    today = timezone.localtime(at).date()
    day = task.due_on or timezone.localtime(task.due_at).date()
    hour = formats.clock_time(task.due_at) if task.due_at else ""
    away = (day - today).days
    if away in (0, 1):
        return hour or _("all day"), ""
    return (_("yesterday") if away == -1 else formats.day_short(day)), hour


def _client_of(task):
    """The person one talks to about this task."""
    if task.deal:
        return task.deal.contact or task.deal.company
    return task.lead or task.contact or task.company


def _phone_of(task, client):
    if task.lead:
        return task.lead.phone
    phones = list(client.phones.all()) if client else []
    return phones[0].e164 if phones else ""

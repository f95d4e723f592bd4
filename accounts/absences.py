"""Who is away when, and who stands in: entered by a head or an administrator, taken back, never rewritten."""

from datetime import timedelta

from django.db import transaction

from crm_project.lib import clock
from timeline.models import Entry

from .models import Absence, User
from .schedule import Timetable

LONGEST = timedelta(days=3 * 366)


class NotTheirHead(PermissionError):
    """Only an administrator, or who leads the person, says that they are away."""


class AlreadyAway(ValueError):
    """The person is away on some of these dates already."""


class TooLong(ValueError):
    """Longer than any leave: the year is a slip."""


class DeputyIsAway(ValueError):
    """Whoever is to stand in is away on all of these dates."""


def may_enter(by, user):
    """An administrator for all, a head for their own people; nobody for themselves but who may configure."""
    if by.has_right("configure"):
        return True
    ids = people_ids(by)
    return by.has_right("reassign") and user.pk != by.pk and (ids is None or user.pk in ids)


def people_ids(by):
    """Ids of those whose absences one sees; None means everybody's."""
    return by.people_ids_in(by.scope_of("report", "see"))


def enter(user, from_on, to_on, *, deputy=None, reason="", by):
    """They are away on these dates, as far as those are not closed yet."""
    if not may_enter(by, user):
        raise NotTheirHead
    refuse_too_long(from_on, to_on)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if deputy and Absence.objects.current().covering(deputy, from_on, to_on).exists():
            raise DeputyIsAway
        if Absence.objects.overlapping(user, from_on, to_on).exists():
            raise AlreadyAway
        facts = {"from_on": from_on, "to_on": to_on, "deputy": deputy, "reason": reason}
        absence = Absence.objects.create(user=user, known_from=clock.now(), **facts)
        _note("absent", absence, by)
    return absence


def refuse_too_long(from_on, to_on):
    if to_on - from_on > LONGEST:
        raise TooLong


def take_back(absence, *, by):
    """It holds no longer; the dates that were closed meanwhile keep it."""
    if not may_enter(by, absence.user):
        raise NotTheirHead
    with transaction.atomic():
        if Absence.objects.current().filter(pk=absence.pk).update(known_to=clock.now()):
            _note("absence_taken_back", absence, by)


def give_up(absence, *, by):
    """Whose absence it is needs it no longer: until its first day begins."""
    if by.pk != absence.user_id or absence.from_on <= Timetable().local_date(by, clock.now()):
        raise NotTheirHead
    with transaction.atomic():
        if Absence.objects.current().filter(pk=absence.pk).update(known_to=clock.now()):
            _note("absence_taken_back", absence, by)


def without_deputy(user, *, by):
    """Somebody leaves: absences that are not over go on without them as a deputy, and the head answers. Closed dates keep them."""
    today = clock.local_today()
    for absence in Absence.objects.current().ending_from(today).filter(deputy=user).select_for_update(of=("self",)):
        now = clock.now()
        Absence.objects.filter(pk=absence.pk).update(known_to=now)
        facts = {"from_on": absence.from_on, "to_on": absence.to_on, "reason": absence.reason}
        _note("absent", Absence.objects.create(user=absence.user, known_from=now, **facts), by)


def _note(verb, absence, by):
    facts = {"from": absence.from_on.isoformat(), "to": absence.to_on.isoformat(), "deputy": str(absence.deputy or "")}
    absence.user.record(verb, by=by, audience=Entry.Audience.ADMINS, **facts)

"""What the tick asks of reading: editions come into force, colleagues come and change places, absences move dates."""

from django.db import transaction
from django.db.models import F, Q

from accounts.models import ConfigurationChange, User
from crm_project.lib import clock

from ..models import Edition, ReaderPlace, ReadingAssignment, ReadingRound, ReadingWatch
from ..signals import readers_moved
from .again import ask_after_a_year
from .audience import regulations_read
from .settling import ask_everybody, remember_places, settle

REASON = ReadingAssignment.Reason
LOT = 500


def tick():
    """Runs every minute; what is done is done once, by whichever worker comes first."""
    ask_for_new_editions()
    look_at_new_places()
    follow_calendars()
    look_at_old_ones()
    mark_overdue()


def ask_for_new_editions():
    """Editions in force that nobody was asked to read yet: published ahead of their day, or before readers were asked at all."""
    asked = ReadingRound.objects.values("edition")
    waiting = Edition.objects.in_force(clock.now()).filter(regulation__in=regulations_read()).exclude(pk__in=asked)
    for edition in waiting.select_related("regulation"):
        ask_everybody(edition)


def look_at_new_places():
    """People who came, left, or got another position or role since they were last asked."""
    with transaction.atomic():
        people = list(_moved()[:LOT])
        if not people:
            return
        known = set(ReaderPlace.objects.filter(user__in=people).values_list("user_id", flat=True))
        for regulation in regulations_read():
            for reason, ids in (
                (REASON.HIRE, [one.pk for one in people if one.pk not in known]),
                (REASON.POSITION, [one.pk for one in people if one.pk in known]),
            ):
                if ids:
                    settle(regulation, ids, reason=reason)
        remember_places(people)
        if moved := [one for one in people if one.pk in known]:
            readers_moved.send(sender=ReaderPlace, people=moved)


def follow_calendars():
    """After any change of absences, calendars or departments the dates of open readings are reckoned anew."""
    with transaction.atomic():
        watch, now = ReadingWatch.locked(), ConfigurationChange.objects.count()
        if watch.configuration == now:
            return
        open_ = ReadingAssignment.objects.open().order_by().values_list("regulation_id", "user_id")
        waiting = {}
        for regulation, user in open_:
            waiting.setdefault(regulation, []).append(user)
        for regulation in regulations_read().filter(pk__in=waiting):
            settle(regulation, waiting[regulation.pk], reason=REASON.PUBLISH)
        ReadingWatch.objects.update(configuration=now)


def look_at_old_ones():
    """Once a day: what was confirmed so long ago that it is read once more."""
    with transaction.atomic():
        watch, today = ReadingWatch.locked(), clock.local_today()
        if watch.looked_on == today:
            return
        ask_after_a_year()
        ReadingWatch.objects.update(looked_on=today)


def mark_overdue():
    ReadingAssignment.objects.past_due(clock.now()).update(state=ReadingAssignment.State.OVERDUE)


def _moved():
    """Locked, so that two workers look at different people; whoever never had access is left out."""
    same = Q(pk__in=ReaderPlace.objects.filter(_same()).values("user"))
    gone = Q(is_active=False) & ~Q(pk__in=ReaderPlace.objects.values("user"))
    moved = User.objects.people().exclude(same).exclude(gone).with_rights()
    return moved.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("pk")


def _same():
    position = Q(position=F("user__position")) | Q(position__isnull=True, user__position__isnull=True)
    return position & Q(role=F("user__role"), is_active=F("user__is_active"))

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from crm_project.lib.text import clean

NEWCOMER = timedelta(days=14)
"""So long after they came somebody walks the path of a new colleague."""


class NotTheirHead(PermissionError):
    """Only who leads the person, or configures the company, waives; nobody for themselves."""


class ReasonNeeded(ValueError):
    """Nothing is waived or taken back without saying why."""


class AlreadySettled(Exception):
    """The reading ended meanwhile; `reading` is how it stands."""

    def __init__(self, reading):
        super().__init__(str(reading))
        self.reading = reading


class ReadingAssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of one's people."""
        ids = user.people_ids_in(user.scope_of("report", "see"))
        return self if ids is None else self.filter(user__in={*ids, user.pk})

    def open(self):
        return self.filter(state__in=ReadingAssignment.OPEN)

    def overdue(self):
        return self.filter(state=ReadingAssignment.State.OVERDUE)

    def of(self, user):
        return self.filter(user=user)

    def of_people(self, people):
        return self.filter(user__in=people)

    def of_regulation(self, regulation):
        return self.filter(regulation=regulation)

    def of_newcomers(self, at):
        return self.filter(reason=ReadingAssignment.Reason.HIRE, made_at__gt=at - NEWCOMER)

    def locked(self):
        return self.select_for_update(of=("self",))

    def past_due(self, at):
        return self.open().exclude(state=ReadingAssignment.State.OVERDUE).filter(due_at__lte=at)

    def to_remind(self, at):
        return self.open().filter(remind_at__lte=at)

    def with_items(self):
        return self.select_related("edition", "regulation").prefetch_related("items")

    def for_people(self):
        return self.select_related("user__role", "user__department", "edition", "regulation").order_by("user", "pk")


class ReadingAssignment(models.Model):
    """What somebody is asked to read of one regulation, until when and why; at most one is open.

    `due_at` is the earliest of what is still owed, `remind_at` the next reminder. Settled ones stay as they ended.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("a reading", "not begun")
        OPENED = "opened", pgettext_lazy("a reading", "begun")
        OVERDUE = "overdue", pgettext_lazy("a reading", "overdue")
        DONE = "done", pgettext_lazy("a reading", "confirmed")
        SUPERSEDED = "superseded", pgettext_lazy("a reading", "a newer edition took over")
        WAIVED = "waived", pgettext_lazy("a reading", "waived")
        CANCELLED = "cancelled", pgettext_lazy("a reading", "no longer asked for")

    OPEN = (State.PENDING, State.OPENED, State.OVERDUE)

    class Reason(models.TextChoices):
        HIRE = "hire", pgettext_lazy("why one reads", "a new colleague")
        PUBLISH = "publish", pgettext_lazy("why one reads", "a new edition")
        POSITION = "position_change", pgettext_lazy("why one reads", "another position")
        INTERVAL = "interval", pgettext_lazy("why one reads", "read again")
        MANUAL = "manual", pgettext_lazy("why one reads", "assigned")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings")
    regulation = models.ForeignKey("regulations.Regulation", on_delete=models.PROTECT, related_name="readings")
    edition = models.ForeignKey("regulations.Edition", on_delete=models.PROTECT, related_name="readings")
    reason = models.CharField(_("reason"), max_length=15, choices=Reason)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(max_length=2000, blank=True)

    objects = ReadingAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "regulation"],
                condition=Q(state__in=("pending", "opened", "overdue")),
                name="one_open_reading_per_person",
            ),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(why=""), name="a_waived_reading_says_why"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="readings_by_due", condition=Q(state__in=("pending", "opened"))),
            models.Index(fields=["remind_at"], name="readings_to_remind", condition=Q(remind_at__isnull=False)),
            models.Index(fields=["user"], name="readings_overdue", condition=Q(state="overdue")),
        ]

    def __str__(self):
        return f"{self.user_id} {self.edition_id}"

    @property
    def is_open(self):
        return self.state in self.OPEN

    def settle_after(self, dues, at):
        """Something of it was confirmed; `dues` are the due moments of what is left, the earliest first."""
        if not dues:
            self.state, self.remind_at, self.settled_at = self.State.DONE, None, at
        else:
            self.due_at = dues[0]
            self.state = self.State.OVERDUE if dues[0] <= at else self.State.OPENED
        self.save(update_fields=["state", "due_at", "remind_at", "settled_at"])

    def waive(self, reason, *, by):
        """A head of the person's, or who configures, asks for nothing more of this edition and says why."""
        from ..permissions import may_waive
        from ..telling_one import tell_waived
        from ..turns import among_others

        if not may_waive(by, self.user):
            raise NotTheirHead
        if not clean(reason):
            raise ReasonNeeded
        with transaction.atomic():
            among_others(self.regulation)
            held = ReadingAssignment.objects.locked().select_related("user", "regulation").get(pk=self.pk)
            if held.state == self.State.WAIVED:
                return held
            if not held.is_open:
                raise AlreadySettled(held)
            held.state, held.remind_at, held.settled_at = self.State.WAIVED, None, clock.now()
            held.settled_by, held.why = by, clean(reason)[:2000]
            held.save(update_fields=["state", "remind_at", "settled_at", "settled_by", "why"])
            held.items.owed().update(state=ReadingItem.State.WAIVED)
            held.regulation.record("reading_waived", by=by, code=held.regulation.code, person=str(held.user), reason=held.why)
            tell_waived(held)
        return held


class ReadingItemQuerySet(models.QuerySet):
    def owed(self):
        return self.filter(state=ReadingItem.State.OWED)

    def waived(self):
        return self.filter(state=ReadingItem.State.WAIVED)

    def of_user(self, user):
        return self.filter(assignment__user=user)

    def in_open(self):
        return self.filter(assignment__state__in=ReadingAssignment.OPEN)

    def of_regulation(self, regulation):
        return self.filter(assignment__regulation=regulation)

    def by_position(self):
        """Ids of the sections somebody was asked to read whole because they got another position."""
        asked = self.filter(assignment__reason=ReadingAssignment.Reason.POSITION, kind=ReadingItem.Kind.NEW)
        return asked.order_by().values_list("section", flat=True)


class ReadingItem(models.Model):
    """One section to be read: this version, or the news that it was taken out (`version` empty).

    It is due `days` working days after `started_at`, on the person's own calendar; `day` is its day on the path of a new
    colleague, 1 to 5, and 0 for everybody else.
    """

    class Kind(models.TextChoices):
        NEW = "new", pgettext_lazy("what to read", "new for you")
        CHANGED = "changed", pgettext_lazy("what to read", "changed")
        GONE = "gone", pgettext_lazy("what to read", "taken out")
        WHOLE = "whole", pgettext_lazy("what to read", "read again")

    class State(models.TextChoices):
        OWED = "owed", pgettext_lazy("a reading", "to be read")
        DONE = "done", pgettext_lazy("a reading", "confirmed")
        WAIVED = "waived", pgettext_lazy("a reading", "waived")
        DROPPED = "dropped", pgettext_lazy("a reading", "no longer asked for")

    assignment = models.ForeignKey(ReadingAssignment, on_delete=models.CASCADE, related_name="items")
    section = models.ForeignKey("regulations.Section", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("regulations.SectionVersion", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OWED)
    day = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()

    objects = ReadingItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "section"], name="a_section_is_asked_for_once")]

    def __str__(self):
        return f"{self.assignment_id} {self.section_id}"

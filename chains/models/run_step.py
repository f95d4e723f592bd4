from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tasks.models import Task, TaskResult

from ..querysets import RunStepQuerySet


class RunStep(models.Model):
    """A step of a running chain: whose it is, when it is planned, what really happened.

    Planned with a `ready_at`, it is its turn and it could not begin: `waits_for` says why, or `comeback` is the task with which
    the one before mends what was returned.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("step of a chain", "planned")
        ATTENTION = "attention", pgettext_lazy("step of a chain", "waits for acceptance")
        IN_WORK = "in_work", pgettext_lazy("step of a chain", "in work")
        DONE = "done", pgettext_lazy("step of a chain", "done")
        SKIPPED = "skipped", pgettext_lazy("step of a chain", "skipped")
        STOPPED = "stopped", pgettext_lazy("step of a chain", "stopped")

    class Waits(models.TextChoices):
        NO = "", ""
        NOBODY = "nobody", _("there is nobody to do it")
        DROPPED = "dropped", _("its task was removed")
        RETURNED = "returned", _("it was returned, and nobody mends it")

    run = models.ForeignKey("chains.ChainRun", on_delete=models.CASCADE, related_name="run_steps")
    key = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    minutes = models.PositiveIntegerField()
    needs_acceptance = models.BooleanField(default=False)
    executor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="chain_steps", verbose_name=_("who does it")
    )
    is_chosen = models.BooleanField(default=False)
    task = models.OneToOneField(Task, null=True, on_delete=models.SET_NULL, related_name="chain_step")
    comeback = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="mended_steps")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    waits_for = models.CharField(max_length=10, choices=Waits, default=Waits.NO, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    planned_start = models.DateTimeField(_("begins"))
    planned_finish = models.DateTimeField(_("ends"))
    ready_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.ForeignKey(TaskResult, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RunStepQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        indexes = [
            models.Index(fields=["executor", "planned_start"], name="steps_going_on_of_a_person", condition=Q(finished_at=None)),
            models.Index(fields=["key", "finished_at"], name="runs_of_a_step", condition=Q(finished_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=Q(state__in=("attention", "in_work")), name="one_step_of_a_chain_goes_on_at_a_time"
            ),
            models.CheckConstraint(condition=Q(planned_finish__gt=F("planned_start")), name="a_planned_step_ends_after_it_begins"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_going(self):
        return self.state in (self.State.ATTENTION, self.State.IN_WORK)

    @property
    def is_its_turn(self):
        """It goes on, or it would if it could."""
        return self.is_going or (self.state == self.State.PLANNED and self.ready_at is not None)

    def late_by(self, at):
        """How long after its planned end it was done, or stands undone at this moment; None when it is in time."""
        ended = self.finished_at or (at if self.state in (self.State.PLANNED, self.State.ATTENTION, self.State.IN_WORK) else None)
        return ended - self.planned_finish if ended and ended > self.planned_finish else None

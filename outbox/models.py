from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Max, Q

from crm_project.lib import clock

from .handlers import handler_of

LEASE = timedelta(minutes=5)
TRIES = 10


class ParcelQuerySet(models.QuerySet):
    def due(self, at):
        """Waiting parcels whose moment has come, and taken ones whose worker has not come back."""
        return self.filter(due_at__lte=at).filter(Q(state=Parcel.State.WAITING) | Q(state=Parcel.State.TAKEN, taken_at__lt=at - LEASE))

    def waiting(self):
        return self.filter(state__in=[Parcel.State.WAITING, Parcel.State.TAKEN])

    def attempts_of(self, key):
        """How often the parcel of this key was tried, 0 for none."""
        return self.filter(key=key).values_list("attempts", flat=True).first() or 0

    def last_done(self, kind):
        """When a parcel of this kind was last carried out, None if never."""
        return self.filter(kind=kind, state=Parcel.State.DONE).aggregate(at=Max("done_at"))["at"]

    def dead(self):
        return self.filter(state=Parcel.State.DEAD)

    def take_one(self, at):
        """Claim the oldest due parcel, or None. Two drainers never hold the same one."""
        with transaction.atomic():
            parcel = self.due(at).select_for_update(skip_locked=True).order_by("due_at", "pk").first()
            if parcel:
                parcel.state, parcel.taken_at = Parcel.State.TAKEN, at
                parcel.attempts += 1
                parcel.save(update_fields=["state", "taken_at", "attempts"])
        return parcel


class Parcel(models.Model):
    """One thing that must leave the process, whatever happens to the process."""

    class State(models.TextChoices):
        WAITING = "waiting"
        TAKEN = "taken"
        DONE = "done"
        DEAD = "dead"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, null=True, unique=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=Q(state__in=["waiting", "taken"])),
            models.Index(fields=["done_at"], name="outbox_done", condition=Q(state="done")),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def deliver(self):
        """Run the handler; failure comes back later, each time later, and in the end lies dead with its reason."""
        try:
            handler_of(self.kind)(self.payload)
        except Exception as error:
            self._come_back_later(error)
            return False
        self.state, self.done_at, self.last_error = self.State.DONE, clock.now(), ""
        self.save(update_fields=["state", "done_at", "last_error"])
        return True

    def revive(self, *, by):
        """An administrator sends a dead parcel once more from the first attempt."""
        Parcel.objects.filter(pk=self.pk, state=self.State.DEAD).update(
            state=self.State.WAITING, attempts=0, due_at=clock.now(), last_error=F("last_error")
        )

    def _come_back_later(self, error):
        self.last_error = f"{type(error).__name__}: {error}"[:2000]
        self.state = self.State.DEAD if self.attempts >= TRIES else self.State.WAITING
        self.due_at = clock.now() + timedelta(seconds=min(15 * 2**self.attempts, 3600))
        self.save(update_fields=["last_error", "state", "due_at"])

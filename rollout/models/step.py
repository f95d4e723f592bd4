from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from timeline.models import Entry, Recorded

from ..refusals import NotAllowed, StepChanged
from ..steps import BY_KEY

PLANNED = ("owner", "due_on", "priority", "video", "note")


class RolloutStepQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_right("configure") else self.none()

    def by_key(self):
        """{key: step} of those somebody has planned or ticked."""
        return {step.key: step for step in self.select_related("owner", "ticked_by").prefetch_related("participants")}


class RolloutStep(Recorded):
    """What was agreed about one step of the guide: who leads it, by when, with whom; and whether it was ticked by hand."""

    kind = "rollout_step"

    class Priority(models.IntegerChoices):
        HIGH = 1, _("high")
        USUAL = 2, _("usual")
        LOW = 3, _("low")

    key = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who leads it")
    )
    participants = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who takes part"))
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.USUAL)
    video = models.URLField(_("link to a video"), max_length=500, blank=True)
    note = models.TextField(_("what was agreed"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=0)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RolloutStepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(BY_KEY[self.key].label) if self.key in BY_KEY else self.key

    @classmethod
    def of(cls, key):
        """The step as it is stored; an unsaved one where nothing was agreed yet."""
        return cls.objects.filter(key=key).first() or cls(key=key)

    @classmethod
    def plan(cls, key, values, participants, *, seen, by):
        """Set owner, date, priority, people, video and note; refuses with StepChanged where somebody did since version `seen`."""
        with transaction.atomic():
            step = cls._held(key, by)
            if step.version != seen:
                raise StepChanged(step)
            before = [getattr(step, name) for name in PLANNED], set(step.participants.values_list("pk", flat=True))
            for name in PLANNED:
                setattr(step, name, values[name])
            after = [getattr(step, name) for name in PLANNED], {person.pk for person in participants}
            if before != after:
                step.version += 1
                step.save()
                step.participants.set(participants)
                step.record("step_planned", by=by, audience=Entry.Audience.ADMINS, key=key)
        return step

    @classmethod
    def tick(cls, key, *, done, by):
        """Say by hand that it is done, or that it is not after all. Twice is the same as once."""
        with transaction.atomic():
            step = cls._held(key, by)
            if bool(step.ticked_at) != done:
                step.ticked_at, step.ticked_by = (clock.now(), by) if done else (None, None)
                step.save(update_fields=["ticked_at", "ticked_by"])
                step.record("step_ticked" if done else "step_unticked", by=by, audience=Entry.Audience.ADMINS, key=key)
        return step

    @classmethod
    def _held(cls, key, by):
        if not by.has_right("configure"):
            raise NotAllowed
        cls.objects.bulk_create([cls(key=key)], ignore_conflicts=True)
        return cls.objects.select_for_update(of=("self",)).get(key=key)

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.text import clean

from ..querysets import in_sight_of
from ..refusals import ExplainedBefore, NotAllowed, ReasonNeeded


class LookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of one's departments, by the department of that day."""
        return self.filter(in_sight_of(user))

    def of(self, user):
        return self.filter(user=user)

    def within(self, departments):
        return self.filter(department__in=departments)

    def between(self, first, last):
        return self.filter(day__gte=first, day__lte=last)

    def for_list(self):
        return self.select_related("user", "note").order_by("-day", "user__last_name", "user", "kind")


class Look(models.Model):
    """Something about how a closed day was brought in order that is worth a question: a fact with its records, never a judgement."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("dates moved three times and more")
        SAME_MOMENT = "same_moment", _("new tasks put at one moment")
        LATE_WRITTEN = "late_written", _("tasks written in the last 20 minutes, without a word")
        NO_RESULT = "no_result", _("tasks closed without a result")
        AT_ONCE = "at_once", _("many cards changed in the last 5 minutes")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looks")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    count = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    records = models.JSONField(default=dict)
    at = models.DateTimeField()

    objects = LookQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day", "kind"], name="one_look_per_person_day_and_kind")]
        indexes = [models.Index(fields=["department", "-day"], name="looks_of_a_department")]

    def __str__(self):
        return f"{self.kind} {self.user_id} {self.day}"

    def answer(self, text, *, by):
        """Whose day it was says what lies behind it, once."""
        if by.pk != self.user_id or not by.is_active:
            raise NotAllowed
        if not clean(text):
            raise ReasonNeeded
        with transaction.atomic():
            note, made = LookNote.objects.get_or_create(look=self, defaults={"by": by, "at": clock.now(), "text": clean(text)[:2000]})
        if not made and note.text != clean(text)[:2000]:
            raise ExplainedBefore
        return note


class LookNote(models.Model):
    """What the person says about a look."""

    look = models.OneToOneField(Look, on_delete=models.PROTECT, related_name="note")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.text import clean
from regulations.reading import again
from timeline.models import Recorded

from ..querysets import in_sight_of
from ..refusals import AlreadySettled, NotAllowed, ReasonNeeded


class SignalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of one's departments, by the department of that day."""
        return self.filter(in_sight_of(user))

    def of(self, user):
        return self.filter(user=user)

    def open(self):
        return self.filter(state="open")

    def to_answer(self, ids):
        """Open ones of these, held; one that somebody settles this moment is left to them."""
        return self.open().filter(pk__in=ids).select_for_update(skip_locked=True, of=("self",), no_key=True)

    def within(self, departments):
        return self.filter(department__in=departments)

    def between(self, first, last):
        return self.filter(day__gte=first, day__lte=last)

    def for_list(self):
        return self.select_related("user", "department", "settled_by").order_by("-day", "user__last_name", "user", "rule")


class Signal(Recorded):
    """Somebody broke one rule for the third time within ten working days: they read its section again, or the head waives that.

    `breach_ids` are the first three breaches of the window from `first_on` to `day`, `section_code` is what explained the rule then.
    """

    kind = "signal"

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a third breach", "to be answered")
        DONE = "done", pgettext_lazy("a third breach", "read again")
        WAIVED = "waived", pgettext_lazy("a third breach", "waived")
        WITHDRAWN = "withdrawn", pgettext_lazy("a third breach", "withdrawn")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signals")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20)
    section_code = models.CharField(max_length=60, blank=True)
    first_on = models.DateField()
    day = models.DateField()
    breach_ids = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000, blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "rule", "day"], condition=~models.Q(state="withdrawn"), name="one_signal_per_person_rule_and_window"
            )
        ]
        indexes = [
            models.Index(fields=["department", "-day"], name="signals_of_a_department"),
            models.Index(fields=["user"], name="signals_to_be_answered", condition=models.Q(state="open")),
        ]

    def __str__(self):
        return f"{self.rule} {self.user_id} {self.day}"

    def read_again(self, *, by):
        """The person says that they have read the section once more; twice is once."""
        from ..permissions import asking_departments
        from ..targeted_tests import origin_of

        if by.pk != self.user_id or not by.is_active or self.department_id not in asking_departments():
            raise NotAllowed
        with transaction.atomic():
            again.take_back(origin_of(self))
            return self._settle(self.State.DONE, by=by)

    def answer(self, *, by):
        """The person confirmed the section in the handbook, in the same transaction."""
        return self._settle(self.State.DONE, by=by)

    def waive(self, reason, *, by):
        """A head of the person's, nobody for themselves, asks for nothing and says why."""
        from ..permissions import may_waive
        from ..targeted_tests import origin_of

        if not may_waive(by, self):
            raise NotAllowed
        if not clean(reason):
            raise ReasonNeeded
        with transaction.atomic():
            again.take_back(origin_of(self))
            return self._settle(self.State.WAIVED, by=by, reason=clean(reason)[:2000])

    def _settle(self, state, *, by, reason=""):
        from ..third_breach import tell_waived

        with transaction.atomic():
            held = Signal.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=self.pk)
            if held.state == state:
                return held
            if held.state != self.State.OPEN:
                raise AlreadySettled(held)
            held.state, held.settled_at, held.settled_by, held.reason = state, clock.now(), by, reason
            held.save(update_fields=["state", "settled_at", "settled_by", "reason"])
            facts = {"reason": reason} if reason else {}
            held.record(state.value, by=by, rule=self.rule, person=str(held.user), **facts)
            if state == self.State.WAIVED:
                from ..targeted_tests import take_back_test

                take_back_test(held, by=by, reason=reason)
                tell_waived(held)
        return held

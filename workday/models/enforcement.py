from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from ..actions import BY_CODE, ON_CARDS
from ..refusals import CannotBeTakenBack, NotAllowed
from .correction import Void
from .days import DepartmentDay, PersonDay
from .ledger import Breach

TRIES = 3


class EnforcementQuerySet(models.QuerySet):
    def due(self):
        return self.filter(state="due")

    def done(self):
        return self.filter(state="done")

    def in_force(self):
        """Done, and nobody has taken it back."""
        return self.done().filter(undone_at=None)

    def cards(self):
        """(row of the ledger, deal, lead) of each card, the oldest breach first."""
        return self.order_by().values_list("breach__row", "deal", "lead").annotate(first=Min("breach")).order_by("first")

    def planned_for(self, card):
        """Tasks that the system planned on this card and nobody took back."""
        return self.in_force().filter(action="task", **{card.kind: card})

    def outdated(self, now):
        """Of a day after which another one of the same person, or department, has come to its hour."""
        newer = {"day__gt": OuterRef("day"), "cut_off__lte": now}
        persons = PersonDay.objects.filter(user=OuterRef("breach__owner"), **newer)
        departments = DepartmentDay.objects.filter(department=OuterRef("breach__department"), **newer)
        return self.due().filter(Exists(persons) | Q(breach__owner=None) & Exists(departments))

    def halting(self, users):
        """Those that keep new leads from these people: until the debt is answered, excused, or its day set aside."""
        voids = Void.objects.filter(department_day__department=OuterRef("breach__department"), department_day__day=OuterRef("day"))
        found = self.in_force().filter(action="stop_leads", breach__owner__in=users, breach__answered=None, breach__excused=None)
        return found.filter(~Exists(voids))

    def visible_to(self, user):
        return self.filter(breach__in=Breach.objects.visible_to(user))


class Enforcement(models.Model):
    """One act of the system after a breach: laid out with the breach, done once by a tick, perhaps taken back by the head."""

    class State(models.TextChoices):
        DUE = "due", _("to be done")
        DONE = "done", _("done")
        NOT_NEEDED = "not_needed", _("not needed any more")
        SKIPPED = "skipped", _("left out: a later day is closed")
        FAILED = "failed", _("could not be done")

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="enforcements")
    action = models.CharField(max_length=12)
    rule = models.CharField(max_length=20)
    day = models.DateField()
    deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    lead = models.ForeignKey("leads.Lead", null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    what = models.JSONField(default=dict)
    error = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EnforcementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["breach", "action"], name="one_enforcement_per_breach_and_action"),
            models.UniqueConstraint(
                fields=["deal", "day", "rule", "action"],
                condition=Q(deal__isnull=False, action__in=ON_CARDS),
                name="a_deal_is_changed_once_per_day_rule_and_action",
            ),
            models.UniqueConstraint(
                fields=["lead", "day", "rule", "action"],
                condition=Q(lead__isnull=False, action__in=ON_CARDS),
                name="a_lead_is_changed_once_per_day_rule_and_action",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="enforcements_due", condition=Q(state="due"))]

    def __str__(self):
        return f"{self.action} {self.breach_id}"

    def settle(self, state, **what):
        """What became of it, in the transaction of the act itself."""
        self.state, self.what, self.settled_at, self.error = state, what, clock.now(), ""
        self.save(update_fields=["state", "what", "settled_at", "error"])
        if state == self.State.DONE:
            self.breach.record("enforced", by=None, action=self.action, deal=self.breach.deal_name, day=self.day.isoformat())

    @property
    def can_be_taken_back(self):
        return self.state == self.State.DONE and self.undone_at is None and BY_CODE[self.action].can_be_taken_back

    def take_back(self, *, by):
        """The head undoes what the system did, where nobody has gone on with it since; twice is once."""
        from ..enforcing import undo
        from ..permissions import may_excuse

        if not may_excuse(by, self.breach):
            raise NotAllowed
        with transaction.atomic():
            held = Enforcement.objects.select_for_update(of=("self",)).select_related("breach__owner").get(pk=self.pk)
            if held.undone_at:
                return held
            if not held.can_be_taken_back:
                raise CannotBeTakenBack
            undo(held, by=by)
            held.undone_at, held.undone_by = clock.now(), by
            held.save(update_fields=["undone_at", "undone_by"])
            held.breach.record("enforcement_undone", by=by, action=held.action, deal=held.breach.deal_name, day=held.day.isoformat())
        return held

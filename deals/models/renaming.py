"""All open deals of a funnel take the names that its templates give now, a few at a time."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from outbox.post import put
from timeline.models import Entry

from ..naming import own_tokens
from ..refusals import NotAllowed
from .funnel import Funnel


class RenamingQuerySet(models.QuerySet):
    def busy(self):
        return self.filter(finished_at=None)

    def latest_of(self, funnel):
        return self.filter(funnel=funnel).select_related("by").order_by("-pk").first()


class Renaming(models.Model):
    """One run over the open deals of a funnel. `reached` is the last deal it looked at; `takes_typed`: typed names go, too."""

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="renamings", verbose_name=_("funnel"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    takes_typed = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    renamed = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = RenamingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["funnel"], condition=Q(finished_at=None), name="one_renaming_at_a_time")]

    def __str__(self):
        return f"{self.funnel}: {self.looked}/{self.total}"

    @property
    def is_busy(self):
        return self.finished_at is None

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def begin(cls, funnel, *, by, takes_typed=False):
        """Start a run, or tell of the one that is under way."""
        if not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            Funnel.objects.select_for_update().get(pk=funnel.pk)
            if busy := cls.objects.busy().filter(funnel=funnel).first():
                return busy
            total = funnel.deals.open().count()
            run = cls.objects.create(funnel=funnel, by=by, takes_typed=takes_typed, total=total, started_at=clock.now())
            funnel.record("deals_renamed", by=by, audience=Entry.Audience.ADMINS, funnel=funnel.name, number=total)
            put("deals.rename", {"run": run.pk}, key=f"rename:{run.pk}:0")
        return run

    def go_on(self, number):
        """The next few deals, in order, take their names; tells whether there may be more."""
        with transaction.atomic():
            held = Renaming.objects.select_for_update(of=("self",)).select_related("by", "funnel").get(pk=self.pk)
            if not held.is_busy:
                return False
            deals = list(held.funnel.deals.open().for_names().after(held.reached).locked()[:number])
            own = own_tokens(held.funnel)
            held.renamed += sum(deal.follow_template(by=held.by, takes_typed=held.takes_typed, own=own) for deal in deals)
            held.looked += len(deals)
            if deals:
                held.reached = deals[-1].pk
            else:
                held.finished_at = clock.now()
            held.save(update_fields=["looked", "renamed", "reached", "finished_at"])
        return held.is_busy

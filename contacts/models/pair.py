from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from crm_project.lib import clock

from ..refusals import NotAllowed
from .company import Company
from .contact import Contact


class PairQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only where both cards are visible: a pair tells that the other card exists."""
        clients = self.model._meta.get_field("first").related_model.objects
        if clients.condition(user, "see") is None:
            return self.live()
        visible = clients.visible_to(user).live().values("pk")
        return self.filter(first__in=visible, second__in=visible)

    def live(self):
        ends = {f"{end}__{name}__isnull": True for end in ("first", "second") for name in ("deleted_at", "merged_into")}
        return self.filter(**ends)

    def open(self):
        """Those nobody has said are two clients."""
        return self.filter(dismissed_at__isnull=True)

    def of(self, client):
        return self.filter(Q(first=client) | Q(second=client))

    def by_pk(self, pk):
        return self.filter(pk=pk).select_related("first", "second").first()

    def for_card(self):
        return self.select_related("first", "second").order_by("-likeness", "-pk")

    def for_list(self):
        ends = [f"{end}__{name}" for end in ("first", "second") for name in ("phones", "emails")]
        return self.select_related("first__owner", "second__owner").prefetch_related(*ends)


class Pair(models.Model):
    """Two cards that are likely one client, as the background found them; what a person has said of them stays."""

    reasons = models.JSONField(default=list)
    likeness = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["-likeness", "-id"], name="%(class)ss_likeliest", condition=Q(dismissed_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_%(class)s_of_two"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="a_%(class)s_is_ordered"),
        ]

    @property
    def share(self):
        return self.likeness / 100

    def other_than(self, client):
        return self.second if client.pk == self.first_id else self.first

    # -- verbs ---------------------------------------------------------------

    def dismiss(self, *, by):
        """They are two clients: the pair does not come back."""
        self._settle(clock.now(), by)

    def bring_back(self, *, by):
        self._settle(None, by)

    def _settle(self, moment, by):
        with transaction.atomic():
            if by and not (by.may("edit", self.first) and by.may("edit", self.second)):
                raise NotAllowed
            self.dismissed_at, self.dismissed_by = moment, by if moment else None
            self.save(update_fields=["dismissed_at", "dismissed_by"])


class CompanyPair(Pair):
    first = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="+")


class ContactPair(Pair):
    first = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")


Company.pair_model, Contact.pair_model = CompanyPair, ContactPair

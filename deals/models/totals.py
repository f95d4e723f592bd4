from django.conf import settings
from django.db import models
from django.db.models import Sum


class StageTotalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Totals of those people whose deals the user may see: the same scope as the cards, but for limits to segments."""
        from .deal import Deal

        reach = Deal.objects.reach(user, "see")
        return self if reach is None else self.filter(reach)

    def in_stages(self, stages):
        return self.filter(stage__in=stages)

    def of(self, owner):
        return self.filter(owner=owner)

    def by_stage(self):
        """{stage id: [(currency, count, sum), …]}"""
        rows = self.values_list("stage", "currency").annotate(Sum("count"), Sum("amount")).order_by("stage", "currency")
        totals = {}
        for stage, currency, count, amount in rows:
            totals.setdefault(stage, []).append((currency, count, amount))
        return totals


class StageTotal(models.Model):
    """Count and sum of the live deals of one owner in one stage, kept by a statement trigger on deals."""

    stage = models.ForeignKey("Stage", on_delete=models.CASCADE, related_name="totals", db_constraint=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    department = models.ForeignKey("accounts.Department", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    currency = models.CharField(max_length=3)
    count = models.BigIntegerField(default=0)
    amount = models.DecimalField(max_digits=20, decimal_places=2, default=0)

    objects = StageTotalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "owner", "department", "currency"], name="one_total_per_stage_and_owner", nulls_distinct=False
            )
        ]

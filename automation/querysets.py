from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth


class RuleQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def seen_by(self, user):
        return self if user.has_right("configure") else self.none()

    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(retired_at__isnull=True)

    def on(self):
        return self.filter(on_at__isnull=False)

    def of_funnel(self, funnel):
        return self.filter(funnel=funnel)

    def hearing(self, triggers):
        return self.filter(trigger__in=triggers)

    def naming(self, user):
        """Those that this person answers for, or whose acts name them."""
        acts = Q(actions__contains=[{"who": str(user.pk)}]) | Q(actions__contains=[{"who": user.pk}])
        return self.live().filter(Q(owner=user) | acts)

    def of_stage(self, stage):
        """Those that begin with this very stage."""
        return self.filter(stage=stage)

    def to_sweep(self, before):
        """Rules by the calendar whose plan has not been looked through since."""
        return self.on().filter(trigger__in=["idle", "date"]).filter(Q(swept_at=None) | Q(swept_at__lt=before))

    # -- what a page needs ----------------------------------------------------

    def with_parts(self):
        return self.select_related("funnel", "stage", "owner", "task_type", "task_result")

    def with_effect(self, since):
        """With `n_done`, `n_skipped`, `n_refused` since a moment."""

        def number(*states):
            return Count("firings", filter=Q(firings__acted_at__gte=since, firings__state__in=states))

        return self.annotate(n_done=number("done"), n_skipped=number("skipped"), n_refused=number("refused", "failed"))


class FiringQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state="waiting")

    def acted(self):
        return self.exclude(state="waiting")

    def due(self, at):
        return self.waiting().filter(due_at__lte=at)

    def take_one(self, at):
        """The next due one with its deal, held to the end of the transaction; what another worker holds is passed over.

        Both are held by one statement and neither is waited for: two workers on one deal cannot wait for each other.
        """
        found = self.due(at).select_related("deal", "rule").order_by("due_at", "rule_id", "pk")
        return found.select_for_update(skip_locked=True, of=("self", "deal")).first()

    def of_rule(self, rule):
        return self.filter(rule=rule)

    def of_deal(self, deal):
        return self.filter(deal=deal)

    def about_visible(self, user):
        """Those about deals the user may see."""
        deals = self.model._meta.get_field("deal").related_model.objects.visible_to(user)
        return self.filter(deal__in=deals)

    def in_state(self, state):
        return self.filter(state=state)

    def newest_first(self):
        return self.order_by("-acted_at", "-pk")

    def soonest_first(self):
        return self.order_by("due_at", "pk")

    def for_log(self):
        return self.select_related("deal", "rule")

    def by_month(self, zone):
        """[(month, {state: number})], newest first."""
        rows = self.acted().annotate(month=TruncMonth("acted_at", tzinfo=zone)).order_by("-month")
        months = {}
        for month, state, number in rows.values_list("month", "state").annotate(number=Count("pk")):
            months.setdefault(month, {})[state] = number
        return list(months.items())

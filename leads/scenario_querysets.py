from django.db import models
from django.db.models import Max, Prefetch, Q


class ScenarioQuerySet(models.QuerySet):
    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def in_force(self):
        return self.live().filter(is_on=True)

    # -- what is read along ---------------------------------------------------

    def with_conditions(self):
        seats = Prefetch("seats", self.model._meta.get_field("seats").related_model.objects.with_people())
        return self.select_related("department").prefetch_related("sources", "channels", "segments", seats)

    def hold(self, pk):
        """Lock it to the end of the transaction and take its present state; None where it is switched off by now."""
        return self.select_for_update().filter(pk=pk, is_on=True, deleted_at__isnull=True).first()

    def last_position(self):
        return self.live().aggregate(last=Max("position"))["last"] or 0


class SeatQuerySet(models.QuerySet):
    def with_people(self):
        return self.select_related("user__role", "user__department").order_by("pk")


class HandOutQuerySet(models.QuerySet):
    # -- words --------------------------------------------------------------

    def active(self):
        return self.filter(passed_on_at__isnull=True)

    def unanswered(self):
        return self.active().filter(answered_at__isnull=True)

    def due(self, at):
        """Those whose time to answer is over."""
        return self.unanswered().filter(answer_by__lte=at).order_by("answer_by", "pk")

    def for_passing(self):
        return self.select_related("lead", "scenario", "user__department__head", "user__superior")

    def of_leads(self, leads):
        return self.active().filter(lead__in=leads)

    def not_with(self, user_id):
        return self.exclude(user_id=user_id) if user_id else self

    def of_deal(self, deal):
        """The last hand-out of the enquiries a deal came from, or None."""
        return self.filter(lead__deal=deal).select_related("user").order_by("-at", "-pk").first()

    def hold(self, pk):
        return self.unanswered().select_for_update().filter(pk=pk).first()

    def last_of(self, users):
        """{user id: when they were last handed a lead}"""
        return dict(self.filter(user__in=users).values_list("user").annotate(last=Max("at")).order_by())

    # -- changes --------------------------------------------------------------

    def settle(self, at):
        """The lead has been answered."""
        return self.unanswered().update(answered_at=at)

    def end(self, at, why):
        return self.active().update(passed_on_at=at, why=why)


OPEN = Q(passed_on_at__isnull=True)
UNANSWERED = OPEN & Q(answered_at__isnull=True)

from datetime import timedelta

from django.db import models
from django.db.models import Count, Max, Q

KEPT = timedelta(days=30)
ALIKE_WITHIN = timedelta(minutes=10)


class IntakePointQuerySet(models.QuerySet):
    def of(self, point):
        return self.filter(pk=point.pk)

    def behind(self, token, way, at):
        """The open door of this address; the address of before leads to it until its week is over."""
        known = Q(token=token) | (~Q(old_token="") & Q(old_token=token, old_token_until__gt=at))
        return self.filter(known, way=way, is_active=True)

    def with_figures(self, at):
        """How much has come through each within the time deliveries are kept, and when the last one."""
        recent = Q(deliveries__received_at__gte=at - KEPT)
        return self.annotate(
            came=Count("deliveries", filter=recent),
            refused=Count("deliveries", filter=recent & Q(deliveries__state="refused")),
            last_at=Max("deliveries__received_at"),
        )

    def for_list(self):
        return self.select_related("department", "owner", "source")


class DeliveryQuerySet(models.QuerySet):
    def by_pk(self, pk):
        return self.filter(pk=pk)

    def twin(self, point, sender_id, fingerprint, at):
        """The delivery this one repeats: of the same id, or of the same words within minutes.

        A site that numbers what it sends means two when it sends the same words under two numbers; a person who opens
        our form anew and sends the same words again does not.
        """
        first = self.filter(point=point).exclude(state="double")
        if sender_id and (same := first.filter(sender_id=sender_id).first()):
            return same
        if sender_id and not point.is_form:
            return None
        return first.filter(fingerprint=fingerprint, received_at__gt=at - ALIKE_WITHIN).order_by("received_at").first()

    def waiting(self):
        return self.filter(state="stored")

    def refused(self):
        return self.filter(state="refused")

    def to_erase(self, at):
        return self.filter(erased_at=None, received_at__lt=at - KEPT)

    def for_list(self):
        return self.select_related("point", "lead").defer("body", "headers")

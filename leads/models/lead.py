from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models import Channel, Company, Contact
from deals.models import Card, CardMove, Deal, Stay
from deals.models.moving import Moves

from ..querysets import LeadQuerySet


class LeadStay(Stay):
    card = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="stays")


class LeadMove(CardMove):
    card = models.ForeignKey("Lead", on_delete=models.CASCADE, related_name="moves")


class Lead(Moves, Card):
    """Someone who is only interested: often no more than a name and a phone; may never buy."""

    kind = "lead"
    stay_model, move_model = LeadStay, LeadMove

    person = models.CharField(_("name"), max_length=250, blank=True)
    company_name = models.CharField(_("company"), max_length=250, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_typed = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    comment = models.TextField(_("what they want"), max_length=10_000, blank=True)
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("channel"))
    utm = models.JSONField(default=dict, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    converted_at = models.DateTimeField(null=True, blank=True)
    deal = models.ForeignKey(Deal, null=True, blank=True, on_delete=models.PROTECT, related_name="from_leads")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")

    objects = LeadQuerySet.as_manager()

    class Meta(Card.Meta):
        verbose_name = _("lead")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="leads_newest", condition=Q(deleted_at=None, closed_at=None)),
            models.Index(fields=["owner", "-created_at", "-id"], name="leads_of_an_owner", condition=Q(deleted_at=None)),
            models.Index(fields=["phone"], name="leads_by_phone", condition=~Q(phone="")),
            models.Index(fields=["email"], name="leads_by_email", condition=~Q(email="")),
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="leads_search"),
        ]

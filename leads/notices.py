"""What people are told about leads."""

from django.dispatch import receiver
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.signals import card_created, owner_changed
from notifications.kinds import notice, subject
from notifications.telling import notify

from .models import Lead

subject("lead", Lead.objects.visible_to, "leads:lead")


@notice("lead.given", gettext_lazy("A lead was given to me"), icon="inbox", mail=True)
def given(told, lead):
    return format_html(_("{by} gave you the lead {lead}"), by=told.details.get("by", ""), lead=lead)


@notice("lead.came", gettext_lazy("A lead came to me by itself"), icon="inbox")
def came(told, lead):
    return format_html(_("A new lead for you: {lead}"), lead=lead)


@notice("lead.passed_on", gettext_lazy("A lead of my people was not answered in time"), icon="clock-exclamation", mail=True)
def passed_on(told, lead):
    words = _("{name} did not answer the lead {lead} within {minutes} working minutes: it went to {to}")
    return format_html(words, lead=lead, **_facts(told))


@notice("lead.unanswered", gettext_lazy("Nobody answered a lead"), icon="alert-triangle", mail=True)
def unanswered(told, lead):
    words = _("Nobody answered the lead {lead} in time: it lies in the common inbox")
    return format_html(words, lead=lead)


def _facts(told):
    return {name: told.details.get(name, "") for name in ("name", "minutes", "to")}


@receiver(card_created, sender=Lead, dispatch_uid="leads.came")
def tell_who_answers(sender, card, by, **kwargs):
    """What comes from outside has been given to its owner by nobody."""
    if card.owner and by is None:
        notify([card.owner], "lead.came", card, key=f"lead_came:{card.pk}")


@receiver(owner_changed, sender=Lead, dispatch_uid="leads.given")
def tell_the_new_owner(sender, card, before, by, **kwargs):
    if card.owner and card.owner != by:
        notify([card.owner], "lead.given" if by else "lead.came", card, key=f"lead:{card.pk}:{card.version}", details={"by": str(by or "")})

"""After a win the buyer is asked one question, by mail and at a sensible hour; who agreed to no letters is not."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.mail import Letter, deliver
from accounts.models import Workspace
from contacts.birthdays import may_be_greeted
from contacts.checking import is_email
from contacts.models import Contact
from crm_project.lib import clock
from outbox.handlers import handler
from outbox.post import put

from .models import CardMove, Deal, DealScore, ScoreSettings
from .signals import card_settled

EARLIEST, LATEST = time(9), time(19)


@receiver(card_settled, sender=Deal, dispatch_uid="deals.ask_for_score")
def ask_for_score(sender, card, move, **kwargs):
    """A win that can no longer be undone; heard twice, it asks once, and a deal that is won again is not asked about again."""
    if move.way != CardMove.Way.WON or not ScoreSettings.current().ask or not _addresses(card):
        return
    if score := DealScore.ask(card):
        put("deal_score", {"score": score.pk}, key=f"score:{score.pk}", due_at=_sensible(clock.now(), Workspace.current().zone))


@handler("deal_score")
def send(payload):
    """Leave once, unless by now there is an answer, no consent, or no win."""
    with transaction.atomic():
        scores = DealScore.objects.filter(pk=payload["score"], posted_at=None, value=None, expires_at__gt=clock.now())
        score = scores.select_for_update(of=("self",)).select_related("deal__stage", "deal__owner").first()
        if score is None or score.deal.deleted_at or score.deal.stage.kind != "won" or not ScoreSettings.current().ask:
            return
        addresses, company = _addresses(score.deal), Workspace.current()
        if not addresses:
            return
        with override(company.language):
            deliver(_letter(score, company), addresses[0])
        score.posted_at = clock.now()
        score.save(update_fields=["posted_at"])
        score.deal.record("score_asked", by=None)


def _letter(score, company):
    owner = score.deal.owner
    lines = [
        _("Thank you for choosing us."),
        _("One question: how likely is it that you would recommend us, from 0 to 10? It takes half a minute."),
    ]
    reply_to = owner.email if owner and owner.is_active else ""
    return Letter(_("How did we do?"), lines, (_("Give a score"), score.path), signature=company.name, reply_to=reply_to)


def _addresses(deal):
    """Where the contact of the deal may be written to; nothing without their consent."""
    people = may_be_greeted(Contact.objects.live().filter(pk=deal.contact_id, erased_at=None))
    return [email.address for contact in people for email in contact.emails.all() if is_email(email.address)]


def _sensible(now, zone):
    """Now in the daytime of the company, else its next morning."""
    local = now.astimezone(ZoneInfo(zone))
    if EARLIEST <= local.time() < LATEST:
        return now
    day = local.date() + timedelta(days=1 if local.time() >= LATEST else 0)
    return datetime.combine(day, EARLIEST, tzinfo=ZoneInfo(zone))

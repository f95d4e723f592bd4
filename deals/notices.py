"""What people are told about deals."""

from django.dispatch import receiver
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import notice
from notifications.telling import notify

from .signals import win_asked, win_declined


@notice("deal.win_asked", gettext_lazy("I am asked to confirm a win"), icon="trophy", mail=True)
def asked(told, deal):
    return format_html(_("{by} asks you to confirm the win: {deal}"), by=told.details.get("by", ""), deal=deal or _("a deal"))


@notice("deal.win_declined", gettext_lazy("My win was sent back"), icon="trophy")
def declined(told, deal):
    text = _("{by} sent the win back: {deal}. {reason}")
    return format_html(text, by=told.details.get("by", ""), deal=deal or _("a deal"), reason=told.details.get("reason", ""))


@receiver(win_asked, dispatch_uid="deals.win_asked")
def tell_who_confirms(sender, deal, by, **kwargs):
    notify(confirming(deal), "deal.win_asked", deal, key=f"win:{deal.pk}:{deal.win_asked_at.isoformat()}", details={"by": str(by)})


@receiver(win_declined, dispatch_uid="deals.win_declined")
def tell_who_asked(sender, deal, asked_by, by, reason, **kwargs):
    notify([asked_by], "deal.win_declined", deal, key=f"win-back:{deal.pk}:{deal.version}", details={"by": str(by), "reason": reason})


def confirming(deal):
    """The owner's superior or the head of the department; where neither may confirm, everybody who may."""
    able = [person for person in User.objects.active().with_rights().who_may("confirm_win") if person.may("edit", deal)]
    near = {deal.owner.superior_id if deal.owner else None, deal.department.head_id}
    return [person for person in able if person.pk in near] or able

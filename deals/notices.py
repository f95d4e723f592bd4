"""What people are told about deals."""

from django.dispatch import receiver
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import notice
from notifications.telling import notify

from .signals import head_answered, head_asked, win_asked, win_declined


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


@notice("deal.head_asked", gettext_lazy("I am asked for a discount or a payment delay"), icon="discount", mail=True)
def head_is_asked(told, deal):
    if told.details.get("share"):
        text = _("{by} asks for a discount of {share}%: {deal}. {why}")
    else:
        text = _("{by} asks to wait for a payment until {due_on}: {deal}. {why}")
    return _of_ask(text, told, deal)


@notice("deal.head_answered", gettext_lazy("The head answered about a discount or a delay"), icon="discount")
def head_has_answered(told, deal):
    if told.details.get("share"):
        words = (_("{by} did not allow the discount of {share}%: {deal}."), _("{by} allowed the discount of {share}%: {deal}."))
    else:
        words = (_("{by} did not allow the delay until {due_on}: {deal}."), _("{by} allowed the delay until {due_on}: {deal}."))
    return _of_ask(words[bool(told.details.get("granted"))], told, deal)


@receiver(head_asked, dispatch_uid="deals.head_asked")
def tell_the_head(sender, ask, by, **kwargs):
    facts = {"by": str(by), "share": ask.facts["share"], "due_on": ask.facts["due_on"], "why": ask.why}
    notify(
        [one for one in confirming(ask.deal) if one.has_right("see_money")], "deal.head_asked", ask.deal, key=f"ask:{ask.pk}", details=facts
    )


@receiver(head_answered, dispatch_uid="deals.head_answered")
def tell_who_asked_the_head(sender, ask, by, **kwargs):
    facts = {"by": str(by), "share": ask.facts["share"], "due_on": ask.facts["due_on"], "granted": ask.is_granted}
    notify([ask.asked_by], "deal.head_answered", ask.deal, key=f"ask-answer:{ask.pk}", details=facts)


def _of_ask(text, told, deal):
    facts = {name: told.details.get(name, "") for name in ("by", "share", "due_on", "why")}
    return format_html(text, deal=deal or _("a deal"), **facts)


def confirming(deal):
    """The owner's superior or the head of the department; where neither may confirm, everybody who may."""
    able = [person for person in User.objects.active().with_rights().who_may("confirm_win") if person.may("edit", deal)]
    near = {deal.owner.superior_id if deal.owner else None, deal.department.head_id}
    return [person for person in able if person.pk in near] or able

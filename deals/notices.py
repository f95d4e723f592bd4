"""What people are told about deals."""

from django.dispatch import receiver
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import notice
from notifications.telling import notify

from .models import Ask
from .signals import (
    ask_lapsed,
    head_answered,
    head_asked,
    win_asked,
    win_check_replied,
    win_checked,
    win_declined,
    win_drawn,
)


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


@notice("deal.head_asked", gettext_lazy("I am asked for a discount, a payment delay or a step back"), icon="discount", mail=True)
def head_is_asked(told, deal):
    if told.details.get("stage"):
        text = _("{by} asks to take the deal back to “{stage}”: {deal}. {why}")
    elif told.details.get("share"):
        text = _("{by} asks for a discount of {share}%: {deal}. {why}")
    else:
        text = _("{by} asks to wait for a payment until {due_on}: {deal}. {why}")
    return _of_ask(text, told, deal)


@notice("deal.head_answered", gettext_lazy("The head answered about a discount, a delay or a step back"), icon="discount")
def head_has_answered(told, deal):
    if told.details.get("stage"):
        words = (_("{by} did not take the deal back to “{stage}”: {deal}. {why}"), _("{by} took the deal back to “{stage}”: {deal}."))
    elif told.details.get("share"):
        words = (_("{by} did not allow the discount of {share}%: {deal}."), _("{by} allowed the discount of {share}%: {deal}."))
    else:
        words = (_("{by} did not allow the delay until {due_on}: {deal}."), _("{by} allowed the delay until {due_on}: {deal}."))
    return _of_ask(words[bool(told.details.get("granted"))], told, deal)


@notice("deal.ask_lapsed", gettext_lazy("What I asked of the head has lapsed"), icon="arrow-back-up")
def ask_has_lapsed(told, deal):
    texts = {
        Ask.Fate.CLOSED: _("Your request to take the deal back to “{stage}” lapsed, as it was closed: {deal}."),
        Ask.Fate.GIVEN: _("Your request to take the deal back to “{stage}” lapsed, as it was given to somebody else: {deal}."),
        Ask.Fate.STAGE_GONE: _("Your request to take the deal back to “{stage}” lapsed, as this stage is no longer there: {deal}."),
    }
    text = texts.get(told.details.get("fate"), _("Your request to take the deal back to “{stage}” lapsed, as it has moved: {deal}."))
    return _of_ask(text, told, deal)


@receiver(head_asked, dispatch_uid="deals.head_asked")
def tell_the_head(sender, ask, by, **kwargs):
    about_money = ask.kind != Ask.Kind.BACK
    asked_of = confirming(ask.deal, "confirm_win" if about_money else "move_back")
    told = [one for one in asked_of if one != by and (one.has_right("see_money") or not about_money)]
    notify(told, "deal.head_asked", ask.deal, key=f"ask:{ask.pk}", details={"by": str(by), "why": ask.why, **ask.facts})


@receiver(head_answered, dispatch_uid="deals.head_answered")
def tell_who_asked_the_head(sender, ask, by, **kwargs):
    facts = {"by": str(by), "granted": ask.is_granted, "why": ask.verdict, **ask.facts}
    notify([ask.asked_by], "deal.head_answered", ask.deal, key=f"ask-answer:{ask.pk}", details=facts)


@receiver(ask_lapsed, dispatch_uid="deals.ask_lapsed")
def tell_whose_question_lapsed(sender, ask, by, **kwargs):
    if ask.asked_by != by:
        facts = {"fate": ask.fate, **ask.facts}
        notify([ask.asked_by], "deal.ask_lapsed", ask.deal, key=f"ask-lapsed:{ask.pk}", details=facts)


@notice("deal.win_drawn", gettext_lazy("A win is waiting to be looked at by me"), icon="clipboard-check")
def win_is_drawn(told, deal):
    return format_html(_("A win to check: {deal}, {by}"), by=told.details.get("by", ""), deal=deal or _("a deal"))


@notice("deal.win_checked", gettext_lazy("My win was looked at"), icon="clipboard-check")
def win_was_checked(told, deal):
    texts = (_("{by} has remarks on your win: {deal}. {words}"), _("{by} looked at your win, all is in order: {deal}."))
    facts = {name: told.details.get(name, "") for name in ("by", "words")}
    return format_html(texts[bool(told.details.get("in_order"))], deal=deal or _("a deal"), **facts)


@notice("deal.win_replied", gettext_lazy("A manager answered to my remarks on a win"), icon="message")
def remarks_were_answered(told, deal):
    facts = {name: told.details.get(name, "") for name in ("by", "words")}
    return format_html(_("{by} answered to your remarks on the win: {deal}. {words}"), deal=deal or _("a deal"), **facts)


@receiver(win_drawn, dispatch_uid="deals.win_drawn")
def tell_who_checks(sender, check, **kwargs):
    told = confirming(check.deal, without=check.owner_id)
    notify(told, "deal.win_drawn", check.deal, key=f"win-drawn:{check.pk}", details={"by": str(check.owner or "")})


@receiver(win_checked, dispatch_uid="deals.win_checked")
def tell_whose_win_it_is(sender, check, by, **kwargs):
    if check.owner:
        words = " · ".join(check.remarks.values_list("words", flat=True))[:500]
        facts = {"by": str(by), "in_order": check.is_in_order, "words": words}
        notify([check.owner], "deal.win_checked", check.deal, key=f"win-checked:{check.pk}", details=facts)


@receiver(win_check_replied, dispatch_uid="deals.win_replied")
def tell_who_remarked(sender, check, by, **kwargs):
    facts = {"by": str(by), "words": check.reply[:500]}
    notify([check.checked_by], "deal.win_replied", check.deal, key=f"win-replied:{check.pk}", details=facts)


def _of_ask(text, told, deal):
    facts = {name: told.details.get(name, "") for name in ("by", "share", "due_on", "why", "stage")}
    return format_html(text, deal=deal or _("a deal"), **facts)


def confirming(deal, right="confirm_win", without=None):
    """The owner's superior or the head of the department; where neither may decide, everybody who may."""
    able = [person for person in User.objects.active().with_rights().who_may(right) if person.pk != without and person.may("edit", deal)]
    near = {deal.owner.superior_id if deal.owner else None, deal.department.head_id}
    return [person for person in able if person.pk in near] or able

"""How the history of leads and deals reads. Names are those of the day; the words fit both kinds of card."""

from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib.formats import number
from timeline.sentences import actor_of, sentence

from .models import WinRemark


def _say(entry, text, **more):
    return format_html(text, actor=actor_of(entry), **{**entry.details, **more})


def _other_card(entry):
    """The deal that a fact leads to, by the name of that day."""
    return format_html('<a href="{}">{}</a>', reverse("deals:card", args=[entry.details["deal"]]), entry.details["name"])


def _with(text, more):
    return format_html("{}: {}", text, more) if more else text


@sentence("deal.created")
def created(entry):
    if "stage" not in entry.details:
        return _say(entry, _("{actor} opened this deal"))
    return _say(entry, _("{actor} opened this deal at “{stage}”"))


@sentence("*.moved")
def moved(entry):
    text = _say(entry, _("{actor} moved the card from “{left}” to “{entered}”"))
    if skipped := entry.details.get("skipped"):
        passed = ngettext("a stage was skipped", "{n} stages were skipped", len(skipped))
        text = format_html("{} ({})", text, format_html(passed, n=len(skipped)))
    return _with(text, entry.details.get("reason"))


@sentence("*.moved_back")
def moved_back(entry):
    text = _("{actor} took the card back from “{left}” to “{entered}”")
    if entry.details.get("asked_by"):
        text = _("{actor} took the card back from “{left}” to “{entered}”, as {asked_by} asked")
    return _with(_say(entry, text), entry.details.get("reason"))


@sentence("deal.back_asked")
def back_asked(entry):
    return _with(_say(entry, _("{actor} asks the head to take the card back from “{left}” to “{entered}”")), entry.details.get("reason"))


@sentence("deal.back_declined")
def back_declined(entry):
    text = _("{actor} did not take the card back to “{entered}”, as {asked_by} asked")
    return _with(_say(entry, text), entry.details.get("reason"))


@sentence("deal.back_withdrawn")
def back_withdrawn(entry):
    return _say(entry, _("{actor} no longer asks to take the card back to “{entered}”"))


@sentence("deal.back_lapsed")
def back_lapsed(entry):
    texts = {
        "moved": _("The request of {asked_by} to take the card back to “{entered}” lapsed: the card has moved"),
        "closed": _("The request of {asked_by} to take the card back to “{entered}” lapsed: the deal was closed"),
        "given": _("The request of {asked_by} to take the card back to “{entered}” lapsed: the deal was given to somebody else"),
        "stage": _("The request of {asked_by} to take the card back to “{entered}” lapsed: the stage is no longer there"),
    }
    return _say(entry, texts.get(entry.details.get("fate"), texts["moved"]))


@sentence("*.won")
def won(entry):
    return _say(entry, _("{actor} closed the card as won, from “{left}”"))


@sentence("*.lost")
def lost(entry):
    text = _say(entry, _("{actor} closed the card as lost, from “{left}”. Reason: {reason}"))
    return _with(text, entry.details.get("comment"))


@sentence("*.move_undone")
def move_undone(entry):
    return _say(entry, _("{actor} took back the move from “{entered}” to “{left}”"))


@sentence("*.given")
def given(entry):
    if not entry.details.get("to"):
        return _say(entry, _("{actor} left the card without an owner; it was {before}"))
    if not entry.details.get("before"):
        return _say(entry, _("{actor} gave the card to {to}"))
    return _say(entry, _("{actor} gave the card from {before} to {to}"))


@sentence("*.discarded")
def discarded(entry):
    return _say(entry, _("{actor} put the card into the trash"))


@sentence("*.restored")
def restored(entry):
    return _say(entry, _("{actor} took the card out of the trash"))


@sentence("deal.win_asked")
def win_asked(entry):
    return _say(entry, _("{actor} asks to confirm the win"))


@sentence("deal.win_declined")
def win_declined(entry):
    return _with(_say(entry, _("{actor} did not confirm the win")), entry.details.get("reason"))


@sentence("deal.win_drawn")
def win_drawn(entry):
    return _("This win is one of those the head looks at")


@sentence("deal.win_checked")
def win_checked(entry):
    if entry.details.get("in_order"):
        return _say(entry, _("{actor} looked at the win: all is in order"))
    known = dict(WinRemark.Point.choices)
    return _say(
        entry,
        _("{actor} looked at the win; remarks on: {points}"),
        points=", ".join(str(known.get(one, one)) for one in entry.details.get("points", [])),
    )


@sentence("deal.win_replied")
def win_replied(entry):
    return _say(entry, _("{actor} answered to the remarks on the win"))


@sentence("*.renamed")
def renamed(entry):
    return _say(entry, _("{actor} renamed “{before}” to “{to}”"))


@sentence("funnel.deals_renamed")
def deals_renamed(entry):
    text = ngettext(
        "{actor} renamed the open deals of “{funnel}” by their templates: {number} looked at",
        "{actor} renamed the open deals of “{funnel}” by their templates: {number} looked at",
        entry.details["number"],
    )
    return _say(entry, text)


@sentence("deal.line_added")
def line_added(entry):
    return _say(entry, _("{actor} added “{product}”, {quantity} pcs"), quantity=number(Decimal(entry.details["quantity"]).normalize()))


@sentence("deal.line_placed")
def line_placed(entry):
    return _say(entry, _("{actor} put “{product}” in place {number} of the products"))


@sentence("deal.line_changed")
def line_changed(entry):
    return _say(entry, _("{actor} changed the line “{product}”"))


@sentence("deal.line_removed")
def line_removed(entry):
    return _say(entry, _("{actor} removed “{product}”"))


@sentence("deal.participant_added")
def participant_added(entry):
    return _say(entry, _("{actor} added {name} to the deal"))


@sentence("deal.participant_removed")
def participant_removed(entry):
    return _say(entry, _("{actor} removed {name} from the deal"))


@sentence("deal.handed_on")
def handed_on(entry):
    return format_html(_("Began after the won deal “{name}” of “{funnel}”"), name=_other_card(entry), funnel=entry.details["funnel"])


@sentence("deal.came_back")
def came_back(entry):
    words = _("The client comes back from “{deal}”, lost for “{reason}”")
    return format_html(words, deal=_other_card(entry), reason=entry.details["reason"])


@sentence("deal.goes_on")
def goes_on(entry):
    return format_html(_("The client goes on in the funnel “{funnel}”: {deal}"), funnel=entry.details["funnel"], deal=_other_card(entry))


@sentence("deal.next_started")
def next_started(entry):
    return format_html(_("The next deal “{name}” was opened in “{funnel}”"), name=_other_card(entry), funnel=entry.details["funnel"])


@sentence("deal.exported")
@sentence("user.deals_exported")
def exported(entry):
    return _say(entry, _("{actor} saved {rows} deals to a file"))


@sentence("funnel.funnel_started")
def funnel_started(entry):
    return format_html(_("{actor} started the funnel “{funnel}”"), actor=actor_of(entry), funnel=entry.details["funnel"])


@sentence("funnel.funnel_changed")
def funnel_changed(entry):
    return format_html(_("{actor} changed the rules of the funnel “{funnel}”"), actor=actor_of(entry), funnel=entry.details["funnel"])


@sentence("funnel.stage_added")
def stage_added(entry):
    return format_html(_("{actor} added the stage “{stage}” to the funnel “{funnel}”"), actor=actor_of(entry), **_of_funnel(entry))


@sentence("funnel.stage_changed")
def stage_changed(entry):
    return format_html(_("{actor} changed the stage “{stage}” of the funnel “{funnel}”"), actor=actor_of(entry), **_of_funnel(entry))


@sentence("funnel.stage_placed")
def stage_placed(entry):
    return format_html(_("{actor} put the stage “{stage}” of “{funnel}” at another place"), actor=actor_of(entry), **_of_funnel(entry))


@sentence("funnel.stage_retired")
def stage_retired(entry):
    return format_html(_("{actor} took the stage “{stage}” out of the funnel “{funnel}”"), actor=actor_of(entry), **_of_funnel(entry))


@sentence("funnel.field_demanded")
def field_demanded(entry):
    words = _("{actor} changed what the stage “{stage}” of “{funnel}” asks for: {field}")
    return format_html(words, actor=actor_of(entry), field=entry.details["field"], **_of_funnel(entry))


@sentence("funnel.reason_added")
def reason_added(entry):
    return format_html(_("{actor} added the loss reason “{reason}”"), actor=actor_of(entry), reason=entry.details["reason"])


@sentence("funnel.reason_changed")
def reason_changed(entry):
    return format_html(_("{actor} changed the loss reason “{reason}”"), actor=actor_of(entry), reason=entry.details["reason"])


@sentence("funnel.reason_retired")
def reason_retired(entry):
    return format_html(_("{actor} retired the loss reason “{reason}”"), actor=actor_of(entry), reason=entry.details["reason"])


@sentence("funnel.funnel_retired")
def funnel_retired(entry):
    return format_html(_("{actor} retired the funnel “{funnel}”"), actor=actor_of(entry), funnel=entry.details["funnel"])


@sentence("funnel.draft_published")
def draft_published(entry):
    changes = ngettext("{n} change", "{n} changes", entry.details["count"]).format(n=entry.details["count"])
    words = _("{actor} published {changes} of the funnel “{funnel}” as version {version}")
    facts = {"funnel": entry.details["funnel"], "version": entry.details["version"]}
    return format_html(words, actor=actor_of(entry), changes=changes, **facts)


@sentence("funnel.draft_dropped")
def draft_dropped(entry):
    return format_html(_("{actor} threw the draft of the funnel “{funnel}” away"), actor=actor_of(entry), funnel=entry.details["funnel"])


@sentence("funnel.stage_emptied")
def stage_emptied(entry):
    return format_html(_("The last deal has left the stage “{stage}” of “{funnel}”"), **_of_funnel(entry))


@sentence("funnel.asks_on_the_way")
def asks_on_the_way(entry):
    words = _("{actor} made moves in “{funnel}” ask for the stages passed over too")
    return format_html(words, actor=actor_of(entry), funnel=entry.details["funnel"])


@sentence("field.field_added")
def field_added(entry):
    return format_html(_("{actor} added the field “{label}”"), actor=actor_of(entry), label=entry.details["label"])


def _of_funnel(entry):
    return {"stage": entry.details["stage"], "funnel": entry.details["funnel"]}


@sentence("deal.score_asked")
def score_asked(entry):
    return _say(entry, _("{actor} sent the buyer the question for a score"))


@sentence("deal.scored")
def scored(entry):
    facts = {"value": entry.details.get("value", ""), "before": entry.details.get("before")}
    if entry.details.get("own"):
        words = _("The buyer gave a score: {value} of 10")
    else:
        words = _("{actor} noted the score of the buyer: {value} of 10")
    if facts["before"] is None:
        return format_html(words, actor=actor_of(entry), **facts)
    return format_html(_("{said} (before: {before})"), said=format_html(words, actor=actor_of(entry), **facts), **facts)


@sentence("workspace.win_checks_changed")
def win_checks_changed(entry):
    return _say(entry, _("{actor} changed which part of the wins is looked at: {share}%"))


@sentence("workspace.scores_changed")
def scores_changed(entry):
    return _say(entry, _("{actor} changed how buyers are asked for a score"))


@sentence("deal.payments_changed")
def payments_changed(entry):
    return _say(entry, _("{actor} changed the payments"))


@sentence("deal.discount_asked")
@sentence("deal.delay_asked")
def head_asked(entry):
    return _say(entry, _("{actor} asked the head"))


@sentence("deal.discount_granted")
@sentence("deal.discount_declined")
@sentence("deal.delay_granted")
@sentence("deal.delay_declined")
def head_answered(entry):
    return _say(entry, _("{actor} answered as the head"))


@sentence("deal.talk_ended")
def talk_ended(entry):
    return _say(entry, _("{actor} led the talk “{name}”"))


@sentence("deal.talk_resumed")
def talk_resumed(entry):
    return _say(entry, _("{actor} went on with the talk “{name}”"))


@sentence("talk_script.script_added")
def script_added(entry):
    return _say(entry, _("{actor} added the talk script “{name}”"))


@sentence("talk_script.script_changed")
def script_changed(entry):
    return _say(entry, _("{actor} changed the talk script “{name}”"))


@sentence("talk_script.script_retired")
def script_retired(entry):
    return _say(entry, _("{actor} took the talk script “{name}” out of use"))

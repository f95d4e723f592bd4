"""How calls read in the history of a card."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from crm_project.lib import formats
from timeline.sentences import actor_of, sentence


def title_of(entry):
    """«Исходящий звонок», «Пропущенный звонок»…"""
    direction, outcome = entry.details.get("direction"), entry.details.get("outcome")
    if direction == "in":
        return _("Incoming call") if outcome == "answered" else _("Missed call")
    return {
        "answered": _("Outgoing call"),
        "no_answer": _("Outgoing call, no answer"),
        "busy": _("Outgoing call, busy"),
        "voicemail": _("Outgoing call, voicemail"),
    }.get(outcome, _("Outgoing call"))


def words_of(entry):
    return " — ".join(word for word in (entry.details.get("result"), entry.details.get("text")) if word)


@sentence("*.called")
def called(entry):
    facts = {"actor": actor_of(entry), "title": title_of(entry)}
    length = formats.talk(entry.details["seconds"]) if entry.details.get("seconds") else ""
    tail = ". ".join(part for part in (length, words_of(entry)) if part)
    if not tail:
        return format_html(_("{actor}: {title}"), **facts)
    return format_html(_("{actor}: {title}, {tail}"), tail=tail, **facts)


@sentence("*.call_result")
def call_result(entry):
    return format_html(_("{actor} wrote the result of the call: {words}"), actor=actor_of(entry), words=words_of(entry))


@sentence("*.call_given")
def call_given(entry):
    facts = {"actor": actor_of(entry), "before": entry.details.get("before", ""), "to": entry.details.get("to", "")}
    if not facts["to"]:
        return format_html(_("{actor}: the call to return by {before} is left to the department"), **facts)
    return format_html(_("{actor}: the call is to be returned by {to} instead of {before}"), **facts)


@sentence("*.call_settled")
def call_settled(entry):
    if reason := entry.details.get("reason"):
        return format_html(_("{actor}: no need to call back, {reason}"), actor=actor_of(entry), reason=reason)
    return format_html(_("{actor}: no need to call back"), actor=actor_of(entry))

"""How the history of days reads."""

from datetime import date

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib import formats
from timeline.sentences import actor_of, sentence

from .actions import ESCALATE, HAND_OVER, STOP_LEADS, TASK, TELL
from .rules import BY_CODE


@sentence("breach.excused")
def excused(entry):
    return format_html(
        _("{actor} excused the breach of “{deal}”: {reason}"),
        actor=actor_of(entry),
        deal=entry.details["deal"],
        reason=entry.details["reason"],
    )


@sentence("department_day.voided")
def voided(entry):
    return format_html(_("{actor} left the day out of the reports: {reason}"), actor=actor_of(entry), reason=entry.details["reason"])


@sentence("department.rules_set")
def rules_set(entry):
    return format_html(_("{actor} changed the rules of the day from {day} on"), actor=actor_of(entry), day=entry.details["from"])


@sentence("department.more_control")
@sentence("workspace.more_control")
def more_control(entry):
    words = _("{actor} asked people to explain their breaches") if entry.details["on"] else _("{actor} asked for no explanations any more")
    return format_html(words, actor=actor_of(entry))


@sentence("breach.explanation_accepted")
def explanation_accepted(entry):
    details = entry.details
    return format_html(
        _("{actor} accepted the explanation of “{deal}”: {text}"), actor=actor_of(entry), deal=details["deal"], text=details["text"]
    )


@sentence("breach.explanation_rejected")
def explanation_rejected(entry):
    details = entry.details
    return format_html(
        _("{actor} did not accept the explanation of “{deal}”: {reason}"),
        actor=actor_of(entry),
        deal=details["deal"],
        reason=details["reason"],
    )


ENFORCED = {
    TELL: gettext_lazy("{actor} told the person of the breach of “{deal}”"),
    TASK: gettext_lazy("{actor} planned a task after the breach of “{deal}”"),
    ESCALATE: gettext_lazy("{actor} told the head of the breach of “{deal}”"),
    HAND_OVER: gettext_lazy("{actor} gave “{deal}” to somebody else after a breach"),
    STOP_LEADS: gettext_lazy("{actor} gives the person no new leads until the breach of “{deal}” is answered"),
}


@sentence("breach.enforced")
def enforced(entry):
    return format_html(ENFORCED[entry.details["action"]], actor=actor_of(entry), deal=entry.details["deal"])


@sentence("breach.enforcement_undone")
def enforcement_undone(entry):
    words = _("{actor} took back what the system did after the breach of “{deal}”")
    return format_html(words, actor=actor_of(entry), deal=entry.details["deal"])


SIGNALS = {
    "raised": gettext_lazy("{actor} found the third breach of “{rule}” in 10 working days: {person}"),
    "done": gettext_lazy("{actor} read the section of “{rule}” again after a third breach"),
    "waived": gettext_lazy("{actor} waived the reading of “{rule}” for {person}: {reason}"),
    "withdrawn": gettext_lazy("{actor} withdrew the third breach of “{rule}” of {person}: fewer than three count now"),
}


def _signal(verb):
    @sentence(f"signal.{verb}")
    def told(entry):
        details = entry.details
        facts = {"rule": BY_CODE[details["rule"]].label, "person": details["person"], "reason": details.get("reason", "")}
        return format_html(SIGNALS[verb], actor=actor_of(entry), **facts)


for _verb in SIGNALS:
    _signal(_verb)


ABSENCES = {
    "asked": gettext_lazy("{actor} asked to be away: {dates}"),
    "approved": gettext_lazy("{actor} approved the absence of {person}: {dates}"),
    "refused": gettext_lazy("{actor} refused the absence of {person}, {dates}: {reason}"),
    "withdrawn": gettext_lazy("{actor} withdrew the request to be away: {dates}"),
}


def _absence(verb):
    @sentence(f"absence_request.{verb}")
    def told(entry):
        details = entry.details
        first, last = (formats.day(date.fromisoformat(details[name])) for name in ("from", "to"))
        dates = first if first == last else f"{first} – {last}"
        facts = {"person": details["person"], "dates": dates, "reason": details.get("reason", "")}
        return format_html(ABSENCES[verb], actor=actor_of(entry), **facts)


for _verb in ABSENCES:
    _absence(_verb)

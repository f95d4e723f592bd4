"""How the history of a lead reads, and what was told of by hand on any card."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.sentences import given as card_given
from timeline.sentences import actor_of, sentence

from .distribution_words import reason_words
from .events import EVENTS


@sentence("lead.taken")
def taken(entry):
    return format_html(_("{actor} took the lead"), actor=actor_of(entry))


@sentence("lead.converted")
def converted(entry):
    return format_html(_("{actor} turned the lead into the deal “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("deal.from_lead")
def from_lead(entry):
    return format_html(_("The deal came from the lead “{name}”"), name=entry.details.get("name", ""))


@sentence("deal.enquiry")
def enquiry(entry):
    return format_html(_("The client wrote"))


@sentence("lead.joined_client")
def joined_client(entry):
    return format_html(_("{actor} joined the lead to the client {name}"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("lead.consented")
def consented(entry):
    return format_html(_("The client agreed in the form “{form}”"), form=entry.details.get("form", ""))


@sentence("lead.given")
def given(entry):
    """By a scenario: to whom and why. By a person it reads as for a deal."""
    facts = entry.details
    if not facts.get("scenario"):
        return card_given(entry)
    if facts.get("returned"):
        words = _("{late} did not answer within {minutes} working minutes. Nobody is left to ask: the lead is everybody's again")
        return format_html(words, **facts)
    reason = reason_words(facts)
    if facts.get("late"):
        words = _("{late} did not answer within {minutes} working minutes: the lead goes to {to}: {reason}")
        return format_html(words, **facts, reason=reason)
    return format_html(_("{to} is asked to answer: {reason}"), to=facts["to"], reason=reason)


@sentence("first_answer.answer_written")
def answer_written(entry):
    return format_html(_("{actor} wrote the first answer to leads: {source}"), actor=actor_of(entry), source=_source_of(entry))


@sentence("first_answer.answer_removed")
def answer_removed(entry):
    return format_html(_("{actor} removed the first answer to leads: {source}"), actor=actor_of(entry), source=_source_of(entry))


def _source_of(entry):
    return entry.details.get("source") or _("All other sources")


_SCENARIOS = {
    "opened": gettext_lazy("{actor} made the scenario “{name}”"),
    "changed": gettext_lazy("{actor} changed the scenario “{name}”"),
    "switched_on": gettext_lazy("{actor} switched the scenario “{name}” on"),
    "switched_off": gettext_lazy("{actor} switched the scenario “{name}” off"),
    "placed": gettext_lazy("{actor} moved the scenario “{name}” in the order"),
    "discarded": gettext_lazy("{actor} removed the scenario “{name}”"),
}


_POINTS = {
    "opened": gettext_lazy("{actor} opened the intake of leads “{name}”"),
    "changed": gettext_lazy("{actor} changed the intake of leads “{name}”"),
    "secret_renewed": gettext_lazy("{actor} made a new secret for “{name}”"),
    "token_renewed": gettext_lazy("{actor} made a new address for “{name}”"),
    "old_forgotten": gettext_lazy("{actor} ended the earlier address and secret of “{name}”"),
    "unsigned": gettext_lazy("{actor} took the signature off “{name}”"),
}


def _named(words):
    return lambda entry: format_html(str(words), actor=actor_of(entry), name=entry.details.get("name", ""))


for _verb, _words in _POINTS.items():
    sentence(f"intake_point.{_verb}")(_named(_words))
for _verb, _words in _SCENARIOS.items():
    sentence(f"scenario.{_verb}")(_named(_words))


def _logged(event):
    def read(entry):
        words = {
            "call": _("{actor} told of a call"),
            "meeting": _("{actor} told of a meeting"),
            "letter": _("{actor} told of a letter"),
            "request": _("{actor} noted a request"),
            "order": _("{actor} noted an order"),
            "wish": _("{actor} noted a wish"),
        }
        return format_html(words[event.code], actor=actor_of(entry))

    return read


for _event in EVENTS.values():
    sentence(f"*.{_event.verb}")(_logged(_event))

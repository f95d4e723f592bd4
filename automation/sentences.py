"""How the history of deals and rules reads."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.sentences import actor_of, sentence

from .said import in_ours


@sentence("deal.automation_refused")
def refused(entry):
    why = in_ours(entry.details.get("said")) or entry.details.get("why", "")
    return format_html(_("{actor} did not act: {why}"), actor=actor_of(entry), why=why)


@sentence("deal.automation_told")
def told(entry):
    details = entry.details
    return format_html(_("{actor} told {person}: {text}"), actor=actor_of(entry), person=details["person"], text=details["text"])


@sentence("deal.automation_called")
def called(entry):
    return format_html(_("{actor} called the webhook of {host}"), actor=actor_of(entry), host=entry.details.get("host", ""))


@sentence("deal.automation_not_called")
def not_called(entry):
    details = entry.details
    text = _("{actor} could not call the webhook of {host}: {why}")
    return format_html(text, actor=actor_of(entry), host=details.get("host", ""), why=in_ours(details.get("said")))


_OF_RULES = {
    "rule_made": gettext_lazy("{actor} made the rule “{name}”"),
    "rule_changed": gettext_lazy("{actor} changed the rule “{name}”"),
    "rule_respelt": gettext_lazy("{actor} renamed choices of “{field}”: the rule “{name}” follows"),
    "rule_tried": gettext_lazy("{actor} tried the rule “{name}” on the last month: it would have acted {fired} times"),
    "rule_switched_on": gettext_lazy("{actor} switched the rule “{name}” on"),
    "rule_switched_off": gettext_lazy("{actor} switched the rule “{name}” off"),
    "rule_retired": gettext_lazy("{actor} took the rule “{name}” out of use"),
}


def _declare(verb, text):
    @sentence(f"automation_rule.{verb}")
    def tell(entry):
        return format_html(str(text), actor=actor_of(entry), **entry.details)


for _verb, _text in _OF_RULES.items():
    _declare(_verb, _text)

"""How the history of tests and questions reads."""

from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence

from .payloads import said


def _facts(entry):
    names = ("person", "reason", "note", "place", "number", "code", "percent", "why", "name")
    facts = {name: entry.details.get(name, "") for name in names}
    for name in ("test", "name"):
        if isinstance(entry.details.get(name), dict):
            facts[name] = said(entry.details[name], get_language() or "ru")
    return {"actor": actor_of(entry)} | facts


def _plainly(name, words):
    """A sentence whose words are looked up when it is read."""
    sentence(name)(lambda entry: format_html(words(), **_facts(entry)))


_plainly("test_assignment.test_given", lambda: _("{actor} assigned the test “{test}” to {person}"))
_plainly("test_assignment.test_begun", lambda: _("{actor} began attempt {number} of the test “{test}”"))
_plainly("test_assignment.test_passed", lambda: _("The test “{test}” is passed: {percent} %"))
_plainly("test_assignment.self_checked", lambda: _("{actor} checked their knowledge: {percent} % right"))
_plainly("test_assignment.test_reopened", lambda: _("{actor} opened one more attempt of the test “{test}”: {note}"))
_plainly("test_assignment.test_time_given", lambda: _("{actor} gave {percent} % more time for the test “{test}”: {reason}"))
_plainly("test_assignment.test_reviewed", lambda: _("{actor} read the free answer to question {place} of “{test}”"))
_plainly("test_assignment.test_appealed", lambda: _("{actor} objected to question {place} of “{test}”"))
_plainly("question.question_written", lambda: _("{actor} wrote the question {code}, wording {number}"))
_plainly("question.question_activated", lambda: _("{actor} put the question {code} to use"))
_plainly("question.question_retired", lambda: _("{actor} retired the question {code}"))
_plainly("test.test_shaped", lambda: _("{actor} changed the test “{name}”"))
_plainly("test.test_retired", lambda: _("{actor} retired the test “{name}”"))


@sentence("test_assignment.test_handed_in")
def handed_in(entry):
    if entry.details.get("how") == "timeout":
        return format_html(_("Time was up for attempt {number} of the test “{test}”"), **_facts(entry))
    return format_html(_("{actor} handed in attempt {number} of the test “{test}”"), **_facts(entry))


@sentence("test_assignment.test_failed")
def failed(entry):
    return format_html(_("The test “{test}” is not passed: {percent} %"), **_facts(entry))


@sentence("test_assignment.test_waived")
def waived(entry):
    if not entry.details.get("reason"):
        return format_html(_("The test “{test}” was cancelled"), **_facts(entry))
    return format_html(_("{actor} waived the test “{test}”: {reason}"), **_facts(entry))


@sentence("test_assignment.test_appeal_decided")
def appeal_decided(entry):
    if entry.details.get("how") == "accepted":
        return format_html(_("{actor} accepted the objection to question {place} of “{test}”"), **_facts(entry))
    return format_html(_("{actor} rejected the objection to question {place} of “{test}”"), **_facts(entry))


@sentence("question.question_to_review")
def to_review(entry):
    from .wording import why_reviewed

    facts = _facts(entry) | {"why": why_reviewed(entry.details.get("why", ""))}
    return format_html(_("The question {code} is to be looked through. {why}"), **facts)


@sentence("question.question_regraded")
def regraded(entry):
    count = entry.details.get("results", 0)
    words = ngettext(
        "{actor} ruled on the question {code}, {count} result reckoned anew: {reason}",
        "{actor} ruled on the question {code}, {count} results reckoned anew: {reason}",
        count,
    )
    return format_html(words, count=count, **_facts(entry))

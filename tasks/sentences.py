"""How the history of tasks reads, on the task itself and on the card it is about."""

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_project.lib import formats
from timeline.sentences import actor_of, sentence


def due_of(iso):
    """«17 ноября, 15:42» or «17 ноября» of a due moment as the protocol keeps it."""
    if not iso:
        return ""
    if "T" in iso:
        return formats.moment(parse_datetime(iso))
    return formats.day(parse_date(iso))


def _facts(entry):
    details = entry.details
    return {"actor": actor_of(entry), "title": details.get("title", ""), "due": due_of(details.get("due", ""))}


@sentence("*.task_planned")
def task_planned(entry):
    return format_html(_("{actor} planned the task “{title}” for {due}"), **_facts(entry))


@sentence("*.task_done")
def task_done(entry):
    words = " — ".join(word for word in (entry.details.get("result"), entry.details.get("text")) if word)
    if not words:
        return format_html(_("{actor} completed the task “{title}”"), **_facts(entry))
    return format_html(_("{actor} completed the task “{title}”: {words}"), words=words, **_facts(entry))


@sentence("*.task_moved")
def task_moved(entry):
    before, after = due_of(entry.details.get("before")), due_of(entry.details.get("to"))
    return format_html(_("{actor} moved the task “{title}” from {before} to {after}"), before=before, after=after, **_facts(entry))


@sentence("*.task_resized")
def task_resized(entry):
    before, after = (formats.duration(60 * int(entry.details.get(name) or 0)) for name in ("before", "minutes"))
    words = _("{actor} gave the task “{title}” {after} instead of {before}")
    return format_html(words, before=before, after=after, **_facts(entry))


@sentence("*.task_given")
def task_given(entry):
    return format_html(_("{actor} gave the task “{title}” to {to}"), to=entry.details.get("to", ""), **_facts(entry))


@sentence("*.task_dropped")
def task_dropped(entry):
    if reason := entry.details.get("reason"):
        return format_html(_("{actor} removed the task “{title}”: {reason}"), reason=reason, **_facts(entry))
    return format_html(_("{actor} removed the task “{title}”"), **_facts(entry))


@sentence("*.task_escalated")
def task_escalated(entry):
    words = _("{actor} told {to} that the task “{title}” of {owner} stays overdue")
    return format_html(words, to=entry.details.get("to", ""), owner=entry.details.get("owner", ""), **_facts(entry))


@sentence("*.task_reopened")
def task_reopened(entry):
    return format_html(_("{actor} reopened the task “{title}”"), **_facts(entry))


@sentence("*.task_taken_back")
def task_taken_back(entry):
    return format_html(_("{actor} took back the change of the task “{title}”: due {due}"), **_facts(entry))


@sentence("*.handed_over")
def handed_over(entry):
    return format_html(_("{actor} handed over to {to}: “{title}”"), to=entry.details.get("to", ""), **_facts(entry))


@sentence("*.handoff_accepted")
def handoff_accepted(entry):
    return format_html(_("{actor} accepted what was handed over: “{title}”"), **_facts(entry))


@sentence("*.handoff_late")
def handoff_late(entry):
    words = _("{owner} has not accepted in time: “{title}”")
    return format_html(words, owner=entry.details.get("owner", ""), **_facts(entry))


@sentence("handoff_rules.handoff_rules_changed")
def handoff_rules_changed(entry):
    return format_html(_("{actor} changed what holds of hand-offs"), actor=actor_of(entry))


@sentence("task_type.type_changed")
def type_changed(entry):
    return format_html(_("{actor} changed the task type “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("task_type.type_retired")
def type_retired(entry):
    return format_html(_("{actor} took the task type “{name}” out of use"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("user.feed_made")
def feed_made(entry):
    return format_html(_("{actor} made a private link to the calendar of tasks"), actor=actor_of(entry))


@sentence("user.feed_revoked")
def feed_revoked(entry):
    return format_html(_("{actor} revoked a private link to the calendar of tasks"), actor=actor_of(entry))


@sentence("contact_rhythm.rhythm_set")
def rhythm_set(entry):
    details = entry.details
    n = details["days"]
    words = ngettext("{actor} set a rhythm of contacts: {of}, every {n} day", "{actor} set a rhythm of contacts: {of}, every {n} days", n)
    return format_html(words, actor=actor_of(entry), of=details["of"], n=n)


@sentence("contact_rhythm.rhythm_ended")
def rhythm_ended(entry):
    return format_html(_("{actor} ended the rhythm of contacts: {of}"), actor=actor_of(entry), of=entry.details["of"])

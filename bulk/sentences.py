from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence


@sentence("user.bulk_started")
def started(entry):
    words = _("{actor} began an act on many records ({what}, {act}): {number} chosen. {summary}")
    return format_html(words, actor=actor_of(entry), **_facts(entry, "what", "act", "number", "summary"))


@sentence("user.bulk_ended")
def ended(entry):
    words = _("An act on many records ({what}, {act}) ended: {done} done, {refused} refused, {left} left")
    return format_html(words, **_facts(entry, "what", "act", "done", "refused", "left"))


def _facts(entry, *names):
    return {name: entry.details.get(name, "") for name in names}

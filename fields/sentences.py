"""How the audit of fields reads."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence

_TEXTS = {
    "field_changed": lambda: _("{actor} changed the field “{name}”"),
    "field_placed": lambda: _("{actor} moved the field “{name}” in the list"),
    "field_retired": lambda: _("{actor} took the field “{name}” out of use"),
    "field_back": lambda: _("{actor} brought the field “{name}” back"),
}


def _read(entry):
    return format_html(_TEXTS[entry.verb](), actor=actor_of(entry), name=entry.details.get("label", ""))


for _verb in _TEXTS:
    sentence(f"field.{_verb}")(_read)

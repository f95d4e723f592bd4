"""How the audit of the price list reads."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence

_TEXTS = {
    "product_added": lambda: _("{actor} added the product “{name}”"),
    "product_changed": lambda: _("{actor} changed the product “{name}”"),
    "product_retired": lambda: _("{actor} took the product “{name}” out of the price list"),
    "product_returned": lambda: _("{actor} put the product “{name}” back on the price list"),
    "product_group_added": lambda: _("{actor} added the product group “{name}”"),
    "product_group_changed": lambda: _("{actor} renamed the product group “{name}”"),
    "product_group_removed": lambda: _("{actor} removed the product group “{name}”"),
}


def _read(entry):
    return format_html(_TEXTS[entry.verb](), actor=actor_of(entry), name=entry.details.get("name", ""))


for _verb in _TEXTS:
    sentence(f"{_verb.rpartition('_')[0]}.{_verb}")(_read)

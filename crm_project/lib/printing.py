"""Partials that stand on one page a hundred times: rendered once with marks in place of the values, then filled in.

The partial may use any tag, but no condition or filter on a value that is filled in: such a value comes ready made.
"""

import re
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

_FIRST_NUMBER = 9_007_199_254_740_000
_MARK = "\u27e6{}\u27e7"


def fill(template, values, numbers=(), **fixed):
    """The partial with `values` in it, escaped unless safe. `numbers` names those that are ids in addresses;
    `fixed` are conditions of the partial that are the same for many."""
    names = tuple(values)
    parts = _parts(template, get_language(), names, tuple(numbers), tuple(sorted(fixed.items())))
    texts = [conditional_escape(value) for value in values.values()]
    return mark_safe("".join(part if isinstance(part, str) else texts[part] for part in parts))  # noqa: S308  every value is escaped above


@lru_cache(maxsize=512)
def _parts(template, _language, names, numbers, fixed):
    """Pieces of text, and between them the places of values by their order."""
    marks = {name: _FIRST_NUMBER + place if name in numbers else _MARK.format(place) for place, name in enumerate(names)}
    text = render_to_string(template, {**dict(fixed), **marks}).strip()
    places = {str(mark): place for place, mark in enumerate(marks.values())}
    pieces = re.split("(" + "|".join(re.escape(mark) for mark in places) + ")", text)
    return [places.get(piece, piece) for piece in pieces if piece]

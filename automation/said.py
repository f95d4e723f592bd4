"""What a rule did and why it did not, kept in each language of the product: whoever reads it reads their own.

Names of stages, people and fields are those of the day, as in all of history; a language added later reads the first one.
"""

from django.conf import settings
from django.utils import translation


def in_each_language(tell):
    """{language: sentence} of a callable that speaks the language of the moment."""
    told = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            told[code] = str(tell())
    return told


def in_ours(told):
    """The sentence for whoever reads now. A plain text of former days stays as it was written."""
    if not isinstance(told, dict):
        return str(told or "")
    return told.get((translation.get_language() or "")[:2]) or next(iter(told.values()), "")

"""What apps above tell of their settings, for questions to be made of it.

`facts_of_settings(callback)`: `callback()` answers a list of dicts with "kind", "id" and what the kind needs (`shapes.py` says what).
A word that people typed is a text, one of the program is {"ru", "en"} (`both`); ids are texts that stay while the thing does.
"""

from django.utils import translation

from ..payloads import LANGUAGES

_callbacks = []


def facts_of_settings(callback):
    """Register it; also a decorator."""
    if callback not in _callbacks:
        _callbacks.append(callback)
    return callback


def all_facts():
    return [fact for callback in _callbacks for fact in callback()]


def both(words):
    """{"ru", "en"} of a word that is looked up when it is read; a plain text is the same in both."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(words)
    return found

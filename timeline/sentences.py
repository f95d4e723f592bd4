"""Facts read as sentences, in the reader's language."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from .field_names import label_of

_sentences = {}


def sentence(name):
    """Declare how an entry reads: `@sentence("deal.moved") def moved(entry) -> safe html`."""

    def remember(function):
        _sentences[name] = function
        return function

    return remember


def has_sentence(kind, verb):
    return f"{kind}.{verb}" in _sentences or f"*.{verb}" in _sentences


def read(entry):
    """The sentence of an entry, escaped html."""
    tell = _sentences.get(f"{entry.subject_kind}.{entry.verb}") or _sentences.get(f"*.{entry.verb}")
    if tell is None:
        return format_html(_("{actor}: {verb}"), actor=actor_of(entry), verb=entry.verb)
    return tell(entry)


def actor_of(entry):
    return entry.actor_name or _("System")


@sentence("*.created")
def created(entry):
    return format_html(_("{actor} created this card"), actor=actor_of(entry))


@sentence("*.commented")
def commented(entry):
    return format_html(_("{actor} left a comment"), actor=actor_of(entry))


@sentence("*.changed")
def changed(entry):
    fields = ", ".join(label_of(entry.subject_kind, change) for change in entry.details.get("changes", []))
    return format_html(_("{actor} changed: {fields}"), actor=actor_of(entry), fields=fields)


@sentence("*.file_added")
def file_added(entry):
    return format_html(_("{actor} attached “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("*.file_removed")
def file_removed(entry):
    return format_html(_("{actor} removed the file “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("*.file_restored")
def file_restored(entry):
    return format_html(_("{actor} put the file “{name}” back"), actor=actor_of(entry), name=entry.details.get("name", ""))

"""What pages about people and the audit need."""

from django import template

from timeline.sentences import read

from ..filters import KINDS_OF_ENTRIES

register = template.Library()


@register.simple_tag
def entry_sentence(entry):
    """The fact as a sentence in the reader's language."""
    return read(entry)


@register.simple_tag
def entry_subject(entry):
    """What kind of record the fact is about, and its number."""
    label = KINDS_OF_ENTRIES.get(entry.subject_kind, entry.subject_kind)
    return f"{label} № {entry.subject_id}" if entry.subject_id else str(label)

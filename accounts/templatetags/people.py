"""What pages about people and the audit need."""

from django import template

from timeline.sentences import read

register = template.Library()


@register.simple_tag
def entry_sentence(entry):
    """The fact as a sentence in the reader's language."""
    return read(entry)

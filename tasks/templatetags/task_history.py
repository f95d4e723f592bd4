from django import template

from timeline.sentences import read

register = template.Library()


@register.simple_tag
def sentence_of(entry):
    """A fact of the history in the reader's language."""
    return read(entry)

from django import template

from timeline import sentences

register = template.Library()


@register.simple_tag
def told(entry):
    """A fact as its sentence."""
    return sentences.read(entry)

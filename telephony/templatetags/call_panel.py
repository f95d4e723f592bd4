from django import template
from django.template.loader import render_to_string

from .. import panels

register = template.Library()


@register.simple_tag(takes_context=True)
def call_panel(context, record):
    """The last calls of a card; renews itself when one is written down."""
    return panels.call_panel(context["request"], record)


@register.simple_tag(takes_context=True)
def call_composer(context, record):
    """A form that writes a call of this card down without leaving it."""
    return panels.call_composer(context["request"], record)


@register.simple_tag(takes_context=True)
def call_backs(context):
    """The card «Call back» of My day."""
    user = context["request"].user
    return render_to_string("telephony/_call_backs.html", panels.call_backs_of(user)) if user.may("see", "call") else ""


@register.filter
def call_length(seconds):
    """3:12"""
    return f"{seconds // 60}:{seconds % 60:02}" if seconds else ""

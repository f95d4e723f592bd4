from django import template

from .. import panels
from ..views.listing import day_of

register = template.Library()


@register.simple_tag(takes_context=True)
def task_panel(context, record):
    """The next task of a card; renews itself when a task changes."""
    return panels.task_panel(context["request"], record)


@register.simple_tag(takes_context=True)
def task_composer(context, record):
    """A form that plans a task about this card without leaving it."""
    return panels.task_composer(context["request"], record)


@register.inclusion_tag("tasks/agenda/_card.html", takes_context=True)
def my_agenda(context):
    """The tasks of one's own day, for My day."""
    user = context["request"].user
    return {"agenda": day_of(user), "user": user}

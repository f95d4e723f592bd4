from django import template

from .. import panels
from ..handoffs import waiting_for
from ..permissions import may_change
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


@register.inclusion_tag("tasks/handoff/_attention.html", takes_context=True)
def handed_to_me(context):
    """What was handed over to the reader and waits for their answer, for My day."""
    return waiting_for(context["request"].user) | {"csrf_token": context.get("csrf_token")}


@register.inclusion_tag("tasks/agenda/_card.html", takes_context=True)
def my_agenda(context):
    """The tasks of one's own day, for My day."""
    user = context["request"].user
    return {"agenda": day_of(user), "user": user}


@register.filter
def may_redate(user, task):
    """The next task of a deal may be put on another day by this person."""
    return bool(task) and may_change(user, task)

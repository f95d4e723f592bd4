from django import template

from .. import panels

register = template.Library()


@register.inclusion_tag("chains/card/_panel.html", takes_context=True)
def chain_panel(context, record):
    """The running chains of a contact, a company or a lead; renews itself when one goes on."""
    return panels.panel_of(record, context["request"].user)


@register.inclusion_tag("chains/card/_of_task.html")
def chain_of_task(task):
    """Which step of which chain a task is, for its page."""
    return {"step": panels.step_of_task(task)}

from django import template
from django.utils import timezone

from crm_project.lib import clock

from ..models import Task
from ..permissions import may_change
from ..rows import rows_of, state_of
from ..views.listing import day_of
from ..views.planning import composer_of

register = template.Library()


@register.inclusion_tag("tasks/panel/_panel.html", takes_context=True)
def task_panel(context, record):
    """The next task of a card and all its open ones; without any it asks for one."""
    return panel_of(record, context["request"].user) | {"csrf_token": context.get("csrf_token")}


@register.inclusion_tag("tasks/new/_composer.html", takes_context=True)
def task_composer(context, record):
    """The composer tab «Task» of a card."""
    return composer_of(context["request"].user, record) | {"csrf_token": context.get("csrf_token")}


@register.inclusion_tag("tasks/agenda/_card.html", takes_context=True)
def my_agenda(context):
    """The tasks of one's own day, for My day."""
    return {"agenda": day_of(context["request"].user)}


def panel_of(record, user):
    at = clock.now()
    open_tasks = list(Task.objects.open().about(record).by_place(timezone.get_current_timezone()).for_list()[:30])
    task, *others = open_tasks or [None]
    return {
        "record": record,
        "task": task,
        "state": state_of(task, user, at) if task else "none",
        "others": rows_of(others, user, at),
        "may": bool(task) and may_change(user, task),
        "may_plan": user.may("create", "task") and getattr(record, "is_open", True),
        "is_open": getattr(record, "is_open", True),
    }

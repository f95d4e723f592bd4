"""What people are told about tasks."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import notice, subject

from .models import Task
from .sentences import due_of

subject("task", lambda user: Task.objects.visible_to(user), "tasks:task")


@notice("task.due", gettext_lazy("A task of mine is due"), icon="alarm")
def due(notice, task):
    return format_html(_("Task “{title}” is due: {due}"), title=notice.details.get("title", ""), due=due_of(notice.details.get("due")))


@notice("task.given", gettext_lazy("A task was given to me"), icon="checkbox", mail=True)
def given(notice, task):
    return format_html(
        _("{actor} gave you the task “{title}”: {due}"),
        actor=notice.details.get("actor", ""),
        title=notice.details.get("title", ""),
        due=due_of(notice.details.get("due")),
    )

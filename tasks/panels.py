"""What other pages show of tasks: the panel of the next one, the tab of the composer."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from crm_project.lib import clock
from crm_project.lib.page_mode import token_of

from .forms import TaskForm
from .handoffs import way_of
from .models import Task
from .permissions import may_change, may_hand_over
from .ready_dates import new_dates, offers, usual
from .rows import rows_of, state_of

MOST = 30


def task_panel(request, record):
    """The next task of a card and all its open ones; without any it asks for one."""
    return render_to_string("tasks/panel/_panel.html", panel_of(record, request.user) | {"csrf_token": token_of(request)})


def suits(user, record):
    """The tab «Task» has a place on the cards a task may be about, for whoever may plan."""
    return record.kind in ("deal", "lead", "contact", "company") and user.may("create", "task")


def task_composer(request, record):
    if not suits(request.user, record):
        return ""
    return render_to_string("tasks/new/_composer.html", composer_of(request.user, record) | {"csrf_token": token_of(request)})


def panel_of(record, user):
    at = clock.now()
    open_tasks = Task.objects.open().by_place(timezone.get_current_timezone()).for_panel(record, MOST)
    task, *others = open_tasks or [None]
    is_open = getattr(record, "is_open", True)
    return {
        "record": record,
        "task": task,
        "state": state_of(task, user, at) if task else "none",
        "others": rows_of(others, user, at),
        "tomorrow": new_dates(task, user)[0].words if task else "",
        "may": bool(task) and may_change(user, task) and not task.waits,
        "may_hand": is_open and record.kind in ("deal", "lead") and may_hand_over(user, record),
        "way": way_of(record) if record.kind in ("deal", "lead") and getattr(record, "was_handed", True) else [],
        "may_plan": is_open and user.may("create", "task"),
        "is_open": is_open,
    }


def composer_of(user, subject):
    """An empty form that posts to `tasks:new` about this record."""
    action = f"{reverse('tasks:new')}?{subject.kind}={subject.pk}" if subject else reverse("tasks:new")
    return {"form": TaskForm(user=user, initial=usual(user)), "subject": subject, "offers": offers(user), "action": action}

"""The open tasks of somebody who leaves, on their way to a colleague."""

from accounts.models import User

from .models import Task


def count(user):
    return Task.objects.open().of(user).count()


def give_all(user, to, by, most):
    """To one colleague, so many at a time; answers how many."""
    tasks = list(Task.objects.open().of(user).locked()[:most])
    for task in tasks:
        task.give_to(to, by=by)
    return len(tasks)


def hold_all(user, to):
    """Before other estates go over: the tasks, and after them the people whose rows tasks write to, in the order in which
    whoever accepts or completes one of these tasks holds them."""
    tasks = list(Task.objects.open().of(user).select_related("handoff").locked())
    givers = {task.handoff.giver_id for task in tasks if hasattr(task, "handoff")}
    list(User.objects.by_ids({user.pk, to.pk, *givers}).order_by("pk").select_for_update(no_key=True, of=("self",)))

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from ..models import Task
from ..permissions import may_touch


def visible_task(request, pk):
    """The task with all that a page shows of it; a foreign one does not exist."""
    return get_object_or_404(Task.objects.visible_to(request.user).for_list().with_handoff(), pk=pk)


def changeable(request, pk):
    """The task for an act on it: a foreign one does not exist, one that is only seen is refused."""
    task = get_object_or_404(Task.objects.visible_to(request.user).for_list(), pk=pk)
    if not may_touch(request.user, task):
        raise PermissionDenied
    return task

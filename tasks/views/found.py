from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from ..models import Task
from ..permissions import may_touch


def changeable(request, pk):
    """The task for an act on it: a foreign one does not exist, one that is only seen is refused."""
    task = get_object_or_404(Task.objects.visible_to(request.user).for_list(), pk=pk)
    if not may_touch(request.user, task):
        raise PermissionDenied
    return task

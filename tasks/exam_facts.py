"""What types of tasks ask for, for questions of the staff tests to be made of it."""

from training.generated.facts import facts_of_settings

from .models import TaskType


@facts_of_settings
def types():
    rows = TaskType.objects.live().order_by("position", "pk")
    return [{"kind": "task_types", "id": "all", "types": [{"name": one.name, "needs_text": one.needs_text} for one in rows]}]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Without holding up whoever works with tasks meanwhile."""

    atomic = False

    dependencies = [("tasks", "0008_hand_offs")]

    operations = [
        AddIndexConcurrently(
            "task",
            models.Index(fields=["owner"], name="tasks_to_accept", condition=Q(handed="attention", done_at=None, dropped_at=None)),
        ),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Without holding up whoever works with tasks meanwhile."""

    atomic = False

    dependencies = [("tasks", "0005_reminders_and_escalation")]

    operations = [
        AddIndexConcurrently(
            "task",
            models.Index(
                fields=["escalate_at"],
                name="tasks_to_escalate",
                condition=Q(done_at=None, dropped_at=None, escalated_at=None, escalate_at__isnull=False),
            ),
        ),
    ]

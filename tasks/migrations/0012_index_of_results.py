from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tasks", "0011_ready_reasons_of_returns")]

    operations = [
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False)), fields=["type", "done_at"], name="done_tasks_of_a_type"
            ),
        ),
    ]

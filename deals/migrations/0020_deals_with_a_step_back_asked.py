from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deals", "0019_wins_are_checked")]

    operations = [
        AddIndexConcurrently(
            "deal",
            models.Index(condition=models.Q(("back_asked_at__isnull", False)), fields=["back_asked_at"], name="deals_step_back_asked"),
        )
    ]

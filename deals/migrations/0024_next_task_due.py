import datetime

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
OPEN = models.Q(("closed_at", None), ("deleted_at", None))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deals", "0023_reservations_and_shipments")]

    operations = [
        migrations.AddField(
            model_name="deal",
            name="next_task_due",
            field=models.DateTimeField(default=NEVER, db_default=NEVER, editable=False),
        ),
        AddIndexConcurrently("deal", models.Index(condition=OPEN, fields=["next_task_due", "id"], name="deals_next_due")),
        AddIndexConcurrently(
            "deal", models.Index(condition=OPEN, fields=["owner", "next_task_due", "id"], name="deals_next_due_of_an_owner")
        ),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("deals", "0013_money")]

    operations = [
        AddIndexConcurrently(
            "deal",
            models.Index(condition=models.Q(("payment_due_on__isnull", False)), fields=["payment_due_on"], name="deals_awaiting_money"),
        )
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("workday", "0009_what_the_system_does_and_looks")]

    operations = [
        AddIndexConcurrently(
            "personday", models.Index(fields=["day"], name="person_days_to_look_at", condition=models.Q(looks_are_due=True))
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_doors_and_links")]

    operations = [
        migrations.CreateModel(
            name="CalendarWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.JSONField(default=list)),
                ("effective_from", models.DateField()),
                ("created_at", models.DateTimeField()),
                (
                    "calendar",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="weeks", to="accounts.workcalendar"),
                ),
            ],
            options={"ordering": ["effective_from", "pk"]},
        ),
    ]

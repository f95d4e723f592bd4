from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_index_of_escalations")]

    operations = [
        migrations.AddField(
            "task", "minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how long it takes, minutes")
        ),
        migrations.AddField("taskspan", "minutes", models.PositiveSmallIntegerField(null=True)),
    ]

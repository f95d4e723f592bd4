import django.contrib.postgres.fields
from django.db import migrations, models


def ids():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.BigIntegerField(), blank=True, db_default=models.Value("{}"), default=list, size=None
    )


class Migration(migrations.Migration):
    dependencies = [("fields", "0001_initial")]

    operations = [
        migrations.AddField("customfield", "seen_by_positions", ids()),
        migrations.AddField("customfield", "seen_by_roles", ids()),
        migrations.AddField("customfield", "funnels", ids()),
        migrations.AddField("customfield", "version", models.PositiveIntegerField(db_default=1, default=1)),
    ]

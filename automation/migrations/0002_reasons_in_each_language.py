from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0001_rules_and_firings")]

    operations = [migrations.AddField("firing", "why_said", models.JSONField(db_default={}, default=dict))]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0002_stage_totals")]
    operations = [migrations.AddField("deal", "ticks", models.JSONField(blank=True, default=dict))]

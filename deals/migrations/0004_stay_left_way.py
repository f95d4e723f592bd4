from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0003_deal_ticks")]
    operations = [
        migrations.AddField(model_name="dealstay", name="left_way", field=models.CharField(blank=True, default="", max_length=10))
    ]

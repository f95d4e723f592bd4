from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]
    operations = [
        migrations.AddField(model_name="leadstay", name="left_way", field=models.CharField(blank=True, default="", max_length=10))
    ]

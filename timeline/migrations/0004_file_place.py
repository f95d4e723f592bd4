from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_file_forgotten_at")]
    operations = [migrations.AddField("file", "place", models.CharField(blank=True, db_default="", default="", max_length=80))]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0002_append_only")]
    operations = [migrations.AddField("file", "forgotten_at", models.DateTimeField(null=True))]

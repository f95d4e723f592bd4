from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_opened_cards")]

    operations = [
        migrations.AddField("department", "more_control", models.BooleanField(blank=True, null=True, verbose_name="more control")),
    ]

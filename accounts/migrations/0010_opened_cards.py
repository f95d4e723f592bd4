from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_hand_overs")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="opened",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
    ]

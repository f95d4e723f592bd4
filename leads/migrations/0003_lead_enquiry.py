from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_stay_left_way")]
    operations = [
        migrations.AddField(
            "lead",
            "enquiry",
            models.CharField(
                choices=[
                    ("first", "first enquiry"),
                    ("repeat", "known client"),
                    ("open_deal", "about an open deal"),
                    ("no_sale", "not about a sale"),
                ],
                default="first",
                max_length=10,
                verbose_name="kind of enquiry",
            ),
        )
    ]

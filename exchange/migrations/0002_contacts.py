from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="what",
            field=models.CharField(
                choices=[
                    ("deals", "deals"),
                    ("companies", "companies"),
                    ("contacts", "contacts"),
                    ("products", "products"),
                    ("people", "colleagues"),
                ],
                max_length=10,
                verbose_name="what is in it",
            ),
        )
    ]

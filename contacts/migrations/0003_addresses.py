import django.db.models.deletion
from django.db import migrations, models


def bearer(model):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to=f"contacts.{model}"
    )


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_phones_and_emails_by_part")]
    operations = [migrations.AlterField("address", name, bearer(name)) for name in ("contact", "company")]

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [
        migrations.AddIndex("phone", GinIndex(OpClass(F("e164"), "gin_trgm_ops"), name="phones_by_part")),
        migrations.AddIndex("email", GinIndex(OpClass(F("address"), "gin_trgm_ops"), name="emails_by_part")),
    ]

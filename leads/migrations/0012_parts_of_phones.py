from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0011_regions_and_first_answers")]
    operations = [
        AddIndexConcurrently("lead", GinIndex(OpClass(F("phone"), "gin_trgm_ops"), name="leads_by_part_of_phone")),
    ]

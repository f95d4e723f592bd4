from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F

from fields.querying import Everything


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0012_parts_of_phones")]
    operations = [
        AddIndexConcurrently("lead", GinIndex(OpClass(F("extra"), "jsonb_path_ops"), name="lead_own_values")),
        AddIndexConcurrently("lead", GinIndex(OpClass(Everything(F("extra")), "gin_trgm_ops"), name="lead_own_texts")),
    ]

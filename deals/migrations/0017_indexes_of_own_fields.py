from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F

from fields.querying import Everything


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deals", "0016_names_by_stage")]
    operations = [
        AddIndexConcurrently("deal", GinIndex(OpClass(F("extra"), "jsonb_path_ops"), name="deal_own_values")),
        AddIndexConcurrently("deal", GinIndex(OpClass(Everything(F("extra")), "gin_trgm_ops"), name="deal_own_texts")),
    ]

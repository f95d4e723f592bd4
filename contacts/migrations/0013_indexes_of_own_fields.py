from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F

from fields.querying import Everything


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0012_indexes_of_checks")]
    operations = [
        AddIndexConcurrently("company", GinIndex(OpClass(F("extra"), "jsonb_path_ops"), name="company_own_values")),
        AddIndexConcurrently("company", GinIndex(OpClass(Everything(F("extra")), "gin_trgm_ops"), name="company_own_texts")),
        AddIndexConcurrently("contact", GinIndex(OpClass(F("extra"), "jsonb_path_ops"), name="contact_own_values")),
        AddIndexConcurrently("contact", GinIndex(OpClass(Everything(F("extra")), "gin_trgm_ops"), name="contact_own_texts")),
    ]

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0002_the_shelf"), ("contacts", "0012_indexes_of_checks")]
    operations = [
        AddIndexConcurrently("document", GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="documents_search")),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

from contacts.days_of_check import SURE_ON

KINDS = ["company", "contact"]
LIVE = Q(deleted_at__isnull=True)


def newest(kind):
    return models.Index(F("touched_at").desc(), F("id").desc(), SURE_ON, name=f"{kind}_newest_sure_on", condition=LIVE)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0011_indexes_of_care")]
    operations = [
        *(AddIndexConcurrently(kind, newest(kind)) for kind in KINDS),
        *(RemoveIndexConcurrently(kind, f"{kind}_newest") for kind in KINDS),
        AddIndexConcurrently(
            "contact",
            models.Index(fields=["id"], include=["owner", "department"], name="contact_with_owner", condition=Q(deleted_at=None)),
        ),
    ]

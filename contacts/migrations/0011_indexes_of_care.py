from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import ExtractDay, ExtractMonth

from contacts.malformed import WrongInn, is_malformed

BORN = ExtractMonth("birthday") * 100 + ExtractDay("birthday")
ENDS = ["contact", "company"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0010_birthdays_and_checked_on")]
    operations = [
        AddIndexConcurrently(
            "contact", models.Index(BORN, name="contact_by_day_of_birth", condition=Q(birthday__isnull=False, deleted_at=None))
        ),
        AddIndexConcurrently("phone", models.Index(fields=ENDS, name="phones_not_understood", condition=Q(e164=""))),
        AddIndexConcurrently("email", models.Index(fields=ENDS, name="emails_malformed", condition=is_malformed("address"))),
        AddIndexConcurrently("company", models.Index(fields=["id"], name="company_with_a_wrong_inn", condition=Q(WrongInn("inn")))),
    ]

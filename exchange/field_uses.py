"""Imports that filled a custom field: whoever repeats one maps its columns there again."""

from django.urls import reverse
from django.utils.translation import gettext as _

from fields.lineage import Use

from .models import ImportRun

MOST = 200


def uses(fields):
    """{field pk: [Use]}, of the latest imports."""
    wanted = {f"extra:{field.pk}": field.pk for field in fields}
    found = {}
    for run in ImportRun.objects.order_by("-pk").only("pk", "name", "mapping")[:MOST]:
        for pk in {wanted[key] for key in run.mapping.values() if isinstance(key, str) and key in wanted}:
            found.setdefault(pk, []).append(Use(_("Import"), run.name, reverse("exchange:run", args=[run.pk]), is_private=True))
    return found

"""Forms and addresses of intake that fill a custom field."""

import json

from django.urls import reverse
from django.utils.translation import gettext as _

from fields.lineage import Use, named_in

from .models import IntakePoint


def uses(fields):
    found = {}
    points = [(point, json.dumps(point.questions)) for point in IntakePoint.objects.all()]
    for field in fields:
        if field.entity == "lead":
            found[field.pk] = [
                Use(_("Intake"), point.name, reverse("intake:point", args=[point.pk])) for point, told in points if named_in(told, field)
            ]
    return found

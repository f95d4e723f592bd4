"""Saved views that show, filter or sort by a field."""

import json

from django.utils.translation import gettext as _

from accounts.models import SavedView

from .lineage import Use, named_in

PAGES = {
    "deal": ("deals", "board", "deal"),
    "lead": ("leads", "lead"),
    "contact": ("contacts", "contact"),
    "company": ("companies", "company"),
}


def uses(fields):
    """{field pk: [Use]}: keys of deals and of leads may be alike, so the page of a view tells whose it is."""
    found = {field.pk: [] for field in fields}
    for view in SavedView.objects.select_related("owner"):
        told = json.dumps(view.query)
        if "extra_" not in told:
            continue
        for field in fields:
            if view.page in PAGES[field.entity] and named_in(told, field):
                found[field.pk].append(Use(_("Saved view"), view.name, note=str(view.owner), is_private=True))
    return found

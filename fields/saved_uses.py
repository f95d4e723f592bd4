"""Saved views that show, filter or sort by a field, and those that look for one of its choices."""

import json
from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import SavedView

from .lineage import Use, named_in
from .option_users import is_among, respelt
from .reading import own_fields

PAGES = {
    "deal": ("deals", "board", "deal"),
    "lead": ("leads", "lead"),
    "contact": ("people", "contacts", "contact"),
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
                found[field.pk].append(_use(view))
    return found


def named(field):
    """{option: [Use]} of the views that look for a choice of the field."""
    found = defaultdict(list)
    for view in _looking_for(field).select_related("owner"):
        for option in _values(view.query[field.key]):
            found[option].append(_use(view))
    return found


def carry(field, places, *, by):
    """Views look for the new spelling; tells how many."""
    changed = []
    for view in _looking_for(field).select_for_update(of=("self",)):
        value = respelt(view.query[field.key], places)
        if value != view.query[field.key]:
            view.query = {**view.query, field.key: value}
            changed.append(view)
    SavedView.objects.bulk_update(changed, ["query"])
    return len(changed)


def words(n):
    return ngettext("{n} saved view", "{n} saved views", n).format(n=n)


def flaw_of(user, entity, query):
    """What a view of these parameters looks for that is no longer offered, in words, or ""."""
    for field in own_fields(user, entity):
        values = query.getlist(field.key) if field.has_options else []
        if values and not is_among(values, field.options):
            gone = ", ".join(one for one in values if one not in field.options)
            return _("It looks for “{option}”, which “{field}” no longer offers").format(option=gone, field=field.label)
    return ""


def _looking_for(field):
    return SavedView.objects.filter(page__in=PAGES[field.entity], query__has_key=field.key).order_by("pk")


def _values(value):
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _use(view):
    return Use(_("Saved view"), view.name, note=str(view.owner), is_private=True)

"""Rules that ask for a choice of an own field of deals, or set it."""

from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fields.lineage import Use
from fields.option_users import is_among, respelt

from .conditions import WITHOUT_VALUE
from .models import Rule


def named(field):
    """{option: [Use]}"""
    found = defaultdict(list)
    for rule in _about(field):
        for option in dict.fromkeys(one for value in _values_in(rule, field) for one in _texts(value)):
            state = _("on") if rule.is_on else _("off")
            found[option].append(Use(_("Automation"), rule.name, reverse("automation:rule", args=[rule.pk]), note=state))
    return found


def carry(field, places, *, by):
    """The new spelling of choices in conditions and in what rules set; tells how many rules."""
    with transaction.atomic():
        rules = [rule for rule in _about(field, locked=True) if any(respelt(v, places) != v for v in _values_in(rule, field))]
        for rule in rules:
            rule.respell(field, places, by=by)
    return len(rules)


def words(n):
    return ngettext("{n} rule", "{n} rules", n).format(n=n)


def gone_choices(rule, fields):
    """[(label, choice)] of what the rule asks for and its field offers no longer."""
    asked = [(fields.get(one["key"]), one.get("value")) for one in rule.conditions if one["op"] not in WITHOUT_VALUE]
    return [(str(field.label), value) for field, value in asked if field and field.has_options and not is_among(value, field.options)]


def _about(field, locked=False):
    if field.entity != "deal":
        return []
    rules = Rule.objects.live().select_for_update() if locked else Rule.objects.live()
    return [rule for rule in rules.order_by("pk") if _values_in(rule, field)]


def _values_in(rule, field):
    asked = [one["value"] for one in rule.conditions if one["key"] == field.key and one.get("value")]
    return asked + [one["value"] for one in rule.actions if one.get("do") == "set" and one["key"] == field.key and one.get("value")]


def _texts(value):
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]

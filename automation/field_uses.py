"""Rules of automation that wait for, ask about or write a custom field of deals."""

import json

from django.urls import reverse
from django.utils.translation import gettext as _

from fields.lineage import Use, named_in

from .models import Rule


def uses(fields):
    """{field pk: [Use]}"""
    found = {}
    fields = [field for field in fields if field.entity == "deal"]
    for rule in Rule.objects.live() if fields else ():
        conditions, actions = json.dumps(rule.conditions), json.dumps([one for one in rule.actions if one["do"] == "set"])
        texts = " ".join(one["text"] for one in rule.actions if one["do"] == "notify")
        for field in fields:
            parts = [
                (rule.field_key == field.key, _("starts by it")),
                (named_in(conditions, field), _("asks about it")),
                (named_in(actions, field), _("writes it")),
                (tells := named_in(texts, field), _("tells it to people")),
            ]
            if told := [words for holds, words in parts if holds]:
                url = reverse("automation:rule", args=[rule.pk])
                use = Use(_("Automation"), rule.name, url, note=", ".join(told), tells_all=tells)
                found.setdefault(field.pk, []).append(use)
    return found

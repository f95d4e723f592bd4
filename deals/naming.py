"""Names of deals by template, so that a list reads the same whoever wrote it."""

import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _

DEFAULT = "{product} · {client}"
TOKENS = ("product", "client", "decision_date", "contract", "stage", "number", "owner")
_TOKEN = re.compile(r"\{(\w+)\}")


def tokens_of(deal):
    """What a template may name; an absent value is an empty string."""
    line = next(iter(deal.lines.select_related("product")[:1]), None) if deal.pk else None
    return {
        "product": line.product.name if line else "",
        "client": str(deal.client or ""),
        "decision_date": date_format(deal.decision_on, "d.m.Y") if deal.decision_on else "",
        "contract": deal.contract_number,
        "stage": deal.stage.name,
        "number": str(deal.pk or ""),
        "owner": str(deal.owner or ""),
    }


def name_of(deal):
    """The name by the funnel's template; empty parts take their separators with them."""
    values = tokens_of(deal)
    template = deal.funnel.name_template or DEFAULT
    if deal.contract_number and deal.stage.kind == "won" and "{contract}" not in template:
        template += " · {contract}"
    parts = [_TOKEN.sub(lambda found: values.get(found.group(1), ""), part).strip() for part in template.split("·")]
    return " · ".join(part for part in parts if part) or _("New deal")

"""Names of deals by template, so that a list reads the same whoever wrote it."""

import re
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DEFAULT = "{product} · {client}"
MOST_FORMER = 20
MEANINGS = {
    "product": gettext_lazy("the first product"),
    "client": gettext_lazy("the company, else the contact"),
    "decision_date": gettext_lazy("decision date"),
    "stage_deadline": gettext_lazy("day by which the deal should leave its stage"),
    "contract": gettext_lazy("contract number"),
    "stage": gettext_lazy("name of the stage"),
    "number": gettext_lazy("number of the deal"),
    "owner": gettext_lazy("who is responsible"),
}
TOKENS = tuple(MEANINGS)
_TOKEN = re.compile(r"\{(\w+)\}")
_STRAY = re.compile(r"[{}][^\s·{}]*")


def tokens_of(deal):
    """What a template may name; an absent value is an empty string."""
    line = _first_line(deal)
    return {
        "product": line.product.name if line else "",
        "client": str(deal.client or ""),
        "decision_date": _day(deal.decision_on),
        "stage_deadline": _day(_deadline(deal)),
        "contract": deal.contract_number,
        "stage": deal.stage.name,
        "number": str(deal.pk or ""),
        "owner": str(deal.owner or ""),
    }


def template_of(funnel, stage):
    """The template of the stage, else that of the funnel; a won deal carries its contract number in any case."""
    template = funnel.name_templates.get(str(stage.pk)) or funnel.name_template or DEFAULT
    if stage.kind == "won" and "{contract}" not in template:
        template += " · {contract}"
    return template


def name_of(deal, template=None):
    """The name by the template of its stage; empty parts take their separators with them."""
    values = tokens_of(deal)
    template = template or template_of(deal.funnel, deal.stage)
    parts = [_TOKEN.sub(lambda found: values.get(found.group(1), ""), part).strip() for part in template.split("·")]
    return " · ".join(part for part in parts if part) or _("New deal")


def name_at(deal, stage, template):
    """What the deal would be called at another stage."""
    here, deal.stage = deal.stage, stage
    try:
        return name_of(deal, template)
    finally:
        deal.stage = here


def filled(text, deal):
    """A text whose tokens say what the deal says; what is no token stays."""
    values = tokens_of(deal) if "{" in text else {}
    return _TOKEN.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def unknown_tokens(template):
    """What stands in braces and names nothing, or in a brace that is left open."""
    unknown = [token for token in _TOKEN.findall(template) if token not in MEANINGS]
    return unknown + _STRAY.findall(_TOKEN.sub("", template))


def former_with(former, name, present):
    """The former names of a deal that was called `name` and is called `present` now, the newest last."""
    kept = [one for one in former if one not in (name, present)]
    return [*kept, name][-MOST_FORMER:]


def _first_line(deal):
    if not deal.pk:
        return None
    if "lines" in getattr(deal, "_prefetched_objects_cache", {}):
        return next(iter(deal.lines.all()), None)
    return next(iter(deal.lines.select_related("product")[:1]), None)


def _deadline(deal):
    days = deal.stage.expected_days
    return localtime(deal.stage_entered_at).date() + timedelta(days=days) if days is not None else None


def _day(day):
    return date_format(day, "d.m.Y") if day else ""

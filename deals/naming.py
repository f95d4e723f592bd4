"""Names of deals by template, so that a list reads the same whoever wrote it."""

import re
from datetime import date, timedelta

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from fields.models import CustomField
from fields.records import Named
from fields.values import is_empty, shown

DEFAULT = "{product} · {client}"
MOST_FORMER, MOST_OF_A_FIELD = 20, 120
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
NAMING_TYPES = ("text", "number", "date", "choice", "choices", "user")
"""Own fields that a name may tell: short, and nobody's secret."""
TOKEN = re.compile(r"\{(\w+)\}")
_STRAY = re.compile(r"[{}][^\s·{}]*")


def meanings(funnel=None):
    """{token: what it says}: the usual ones, then own fields of deals that everybody sees."""
    return MEANINGS | {key: field.label for key, field in own_tokens(funnel).items()}


def own_tokens(funnel=None):
    """{token: own field}. Everybody who sees a deal reads its name, so a field kept for some is no token."""
    fields = CustomField.objects.of("deal").for_everybody().of_types(NAMING_TYPES)
    return {field.key: field for field in (fields.in_funnel(funnel) if funnel else fields)}


def tokens_of(deal, template="", own=None):
    """What a template may name; an absent value is an empty string. `own` are the own fields read for many deals."""
    line = _first_line(deal)
    if "{extra_" in template:
        own = own_tokens() if own is None else own
        told = _own_values(deal, [field for key, field in own.items() if f"{{{key}}}" in template])
    else:
        told = {}
    return told | {
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


def name_of(deal, template=None, own=None):
    """The name by the template of its stage; empty parts take their separators with them."""
    template = template or template_of(deal.funnel, deal.stage)
    values = tokens_of(deal, template, own)
    parts = [TOKEN.sub(lambda found: values.get(found.group(1), ""), part).strip() for part in template.split("·")]
    return " · ".join(part for part in parts if part) or _("New deal")


def name_at(deal, stage, template, own=None):
    """What the deal would be called at another stage."""
    here, deal.stage = deal.stage, stage
    try:
        return name_of(deal, template, own)
    finally:
        deal.stage = here


def filled(text, deal):
    """A text whose tokens say what the deal says; what is no token stays."""
    values = tokens_of(deal, text) if "{" in text else {}
    values = dict.fromkeys((one for one in TOKEN.findall(text) if one.startswith("extra_")), "") | values
    return TOKEN.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def unknown_tokens(template, funnel=None):
    """What stands in braces and names nothing, or in a brace that is left open."""
    known = meanings(funnel) if "{extra_" in template else MEANINGS
    unknown = [token for token in TOKEN.findall(template) if token not in known]
    return unknown + _STRAY.findall(TOKEN.sub("", template))


def former_with(former, name, present):
    """The former names of a deal that was called `name` and is called `present` now, the newest last."""
    kept = [one for one in former if one not in (name, present)]
    return [*kept, name][-MOST_FORMER:]


def _own_values(deal, fields):
    """In the language of the company, for a name is read by everybody."""
    fields = [field for field in fields if field.belongs_to(deal.funnel_id)]
    named = Named(fields, [deal.extra])
    with translation.override(Workspace.current().language):
        return {field.key: _own_value(field, deal.extra.get(field.code), named) for field in fields}


def _own_value(field, value, named):
    if is_empty(value):
        return ""
    if field.type == "date":
        try:
            return _day(date.fromisoformat(value))
        except (TypeError, ValueError):
            return ""
    return " ".join(str(shown(field, value, named=named)).split())[:MOST_OF_A_FIELD]


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

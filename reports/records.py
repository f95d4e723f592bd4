"""The deals behind a number: the same conditions as the figure, as a list."""

from datetime import UTC, date, datetime, time

from django.db.models import Q, Value
from django.db.models.functions import TruncMonth, TruncQuarter

from crm_project.lib.refusals import BadParameters
from fields import querying

from .funnels import conditions, stays_of
from .narrowing import with_product
from .sales import closed_deals
from .scope import deals_for

OUTCOMES = {"won": {"stage__kind": "won"}, "lost": {"stage__kind": "lost"}, "closed": {}}


def deals_behind_sales(form, outcome, key):
    """Deals of one cell of the sales report. `key` is the text of a row's key, "" for the row of those without one, None for all."""
    if outcome not in OUTCOMES:
        raise BadParameters
    deals = closed_deals(form).filter(**OUTCOMES[outcome])
    if key is None:
        return deals
    return _with_key(deals, form, key)


def deals_behind_funnel(form, funnel, figure, stage_id, owner_id):
    """Deals of one cell of the funnel report: entered, left, onward or lost, of a stage and a person."""
    meaning = conditions(form.span).get(figure)
    if meaning is None:
        raise BadParameters
    stays = stays_of(form, funnel).filter(meaning, stage=stage_id)
    if owner_id:
        stays = stays.filter(owner=owner_id)
    return deals_for(form.user).filter(pk__in=stays.values("card"))


def _with_key(deals, form, key):
    group = form.grouping
    if form.group_field:
        return deals.filter(querying.in_group(form.group_field, key))
    if group in ("month", "quarter"):
        trunc = TruncMonth if group == "month" else TruncQuarter
        moment = trunc(Value(_noon(key), output_field=deals.model._meta.get_field("closed_at")), tzinfo=form.span.zone)
        return deals.annotate(key=trunc("closed_at", tzinfo=form.span.zone)).filter(key=moment)
    if group == "product":
        return with_product(deals).filter(**_equals("main_product", key))
    if group == "industry":
        return deals.filter(company__industry=key) if key else deals.filter(_no_industry())
    path = {"owner": "owner", "superior": "owner__superior", "department": "department", "source": "source", "reason": "loss_reason"}[group]
    return deals.filter(**_equals(path, key))


def _no_industry():
    return Q(company__industry="") | Q(company=None)


def _equals(path, key):
    if not key:
        return {f"{path}__isnull": True}
    if not key.isdecimal() or len(key) > 18:
        raise BadParameters
    return {path: int(key)}


def _noon(key):
    try:
        return datetime.combine(date.fromisoformat(key), time(12), tzinfo=UTC)
    except ValueError:
        raise BadParameters from None

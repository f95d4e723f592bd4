"""The conditions of a report form, on deals and on the stays of their stages."""

from django.db.models import OuterRef, Subquery

from contacts.limits import segments_of
from deals.models import Deal, DealLine

from .scope import deals_for


def narrowed_deals(form):
    """The reader's deals under all filters but the period."""
    wanted, deals = form.cleaned_data, deals_for(form.user)
    if wanted.get("funnel"):
        deals = deals.filter(funnel=wanted["funnel"])
    if wanted.get("department"):
        deals = deals.filter(department__path__startswith=wanted["department"].path)
    if wanted.get("owner"):
        deals = deals.filter(owner=wanted["owner"])
    if wanted.get("source"):
        deals = deals.filter(source=wanted["source"])
    if wanted.get("product"):
        deals = with_product(deals).filter(main_product=wanted["product"].pk)
    return wanted["own"].narrow(deals)


def with_product(deals):
    """A deal counts once: for the product of its first line."""
    first = DealLine.objects.filter(deal=OuterRef("pk")).order_by("position", "pk").values("product")[:1]
    return deals.annotate(main_product=Subquery(first))


def is_narrow(form):
    """Whether the form asks about deals in a way that the stays alone cannot answer."""
    return any(form.cleaned_data.get(name) for name in ("source", "product", "department", "own")) or bool(segments_of(form.user))


def trashed_ids():
    return Deal.objects.filter(deleted_at__isnull=False).values("pk")

"""What a client is by their deals: one who only asks, a buyer, a client, one who comes again; and who sleeps.

Deals stand above clients and are reached by their model's name; what an import told of the past counts as bought.
"""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, DurationField, ExpressionWrapper, F, FloatField, Max, Min, Q, Value
from django.db.models.functions import Cast, Greatest
from django.utils.translation import pgettext_lazy

CYCLES = 2
SHORTEST_CYCLE = timedelta(days=30)


class Status(models.TextChoices):
    """Visible criteria: won deals make a client, two make a repeat one, an open deal a buyer, none of these a prospect."""

    PROSPECT = "prospect", pgettext_lazy("status of a client", "prospect")
    BUYER = "buyer", pgettext_lazy("status of a client", "buyer")
    CLIENT = "client", pgettext_lazy("status of a client", "client")
    REPEAT = "repeat", pgettext_lazy("status of a client", "repeat client")


def with_status(clients, status):
    """Those of the queryset that are this now."""
    kind, deals = clients.model.kind, apps.get_model("deals", "Deal").objects
    once = Q(pk__in=_bought(deals, kind, 1)) | Q(opening_count__gte=1)
    again = Q(pk__in=_bought(deals, kind, 2)) | Q(opening_count__gte=2) | (Q(opening_count=1) & Q(pk__in=_bought(deals, kind, 1)))
    leads_deal = Q(pk__in=deals.open().filter(**{f"{kind}__isnull": False}).values(kind))
    conditions = {
        Status.REPEAT: again,
        Status.CLIENT: once & ~again,
        Status.BUYER: leads_deal & ~once,
        Status.PROSPECT: ~leads_deal & ~once,
    }
    return clients.filter(conditions[Status(status)])


def status_of(client):
    """(status, the day it began) of one client: the second win, the first, the oldest open deal, or the day the card was made."""
    deals = apps.get_model("deals", "Deal").objects.live().filter(**{client.kind: client})
    wins = list(deals.filter(stage__kind="won").order_by("closed_at").values_list("closed_at", flat=True)[:2])
    before = [client.opening_first_on] * min(client.opening_count or 0, 2)
    bought = [*before, *wins]
    if len(bought) >= 2:
        return Status.REPEAT, (wins[1 - len(before)] if len(before) < 2 else client.opening_last_on) or client.created_at
    if bought:
        return Status.CLIENT, bought[0] or client.created_at
    began = deals.filter(closed_at=None).aggregate(began=Min("created_at"))["began"]
    return (Status.BUYER, began) if began else (Status.PROSPECT, client.created_at)


def asleep(clients, at, cycles=CYCLES):
    """Who bought at least twice and then let so many of their own buying cycles pass; a cycle counts as thirty days or more."""
    kind = clients.model.kind
    won = apps.get_model("deals", "Deal").objects.won().filter(**{f"{kind}__isnull": False, "closed_at__isnull": False})
    gaps = Cast(F("wins") - 1, FloatField())
    cycle = ExpressionWrapper((F("last") - F("first")) / gaps, output_field=DurationField())
    quiet = ExpressionWrapper(Value(at, models.DateTimeField()) - F("last"), output_field=DurationField())
    patience = ExpressionWrapper(Greatest(cycle, Value(SHORTEST_CYCLE, DurationField())) * cycles, output_field=DurationField())
    rows = won.order_by().values(kind).annotate(wins=Count("pk"), first=Min("closed_at"), last=Max("closed_at")).filter(wins__gte=2)
    sleepers = rows.annotate(quiet=quiet, patience=patience).filter(quiet__gt=F("patience")).values(kind)
    return clients.filter(pk__in=sleepers)


def buying_of(clients):
    """{client id: (time from one purchase to the next or None, the last one)} by the same deals, asked once for all."""
    kind, deals = clients[0].kind, apps.get_model("deals", "Deal").objects
    won = deals.won().filter(**{f"{kind}__in": clients, "closed_at__isnull": False}).order_by()
    rows = won.values_list(kind).annotate(wins=Count("pk"), first=Min("closed_at"), last=Max("closed_at"))
    return {pk: ((last - first) / (wins - 1) if wins > 1 else None, last) for pk, wins, first, last in rows}


def _bought(deals, kind, times):
    won = deals.won().filter(**{f"{kind}__isnull": False})
    return won.order_by().values(kind).annotate(wins=Count("pk")).filter(wins__gte=times).values(kind)

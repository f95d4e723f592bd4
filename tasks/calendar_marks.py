"""What stands in the calendar beside tasks: payments that are expected here, steps of chains by the app above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib import clock, formats
from deals.models import ExpectedPayment
from deals.permissions import may_see_money

MOST = 300


@dataclass(frozen=True)
class Mark:
    """Something on a date that leads to its record; `span` are its instants where a calendar program is told of it."""

    key: str
    on: date
    words: str
    hint: str
    icon: str
    url: str
    who: Any = None
    is_late: bool = False
    span: tuple | None = None


@dataclass(frozen=True)
class Source:
    """`marks(user, first, last, people)`: those between two local dates of these people, None for all whom the user sees.

    `is_open(user)` says whether the user may see any; `in_feeds` that calendar programs are told of them.
    """

    code: str
    label: Any
    marks: Callable
    is_open: Callable
    in_feeds: bool = False


_sources: dict[str, Source] = {}


def calendar_source(code, label, marks, *, is_open, in_feeds=False):
    """Register what else stands in the calendar; call it from `AppConfig.ready`."""
    _sources[code] = Source(code, label, marks, is_open, in_feeds)


def known_sources():
    return list(_sources.values())


def sources_for(user):
    return [source for source in _sources.values() if source.is_open(user)]


def marks_for(user, first, last, people, only=""):
    """Of all sources open to the user, or of one; the earliest first."""
    wanted = [source for source in sources_for(user) if only in ("", source.code)]
    found = [mark for source in wanted for mark in source.marks(user, first, last, people)]
    return sorted(found, key=lambda mark: (mark.on, mark.key))


def marks_of_feeds(user, first, last, people):
    wanted = [source for source in sources_for(user) if source.in_feeds]
    return [mark for source in wanted for mark in source.marks(user, first, last, people)]


def payments(user, first, last, people):
    """Money that is to come, on the day it is expected; of deals one sees."""
    found = ExpectedPayment.objects.to_come(first, last).of_deals_seen_by(user, people)[:MOST]
    return [_payment(one) for one in found]


def _payment(one):
    deal = one.deal
    amount = one.worth(deal.amount)
    share = one.share and _("%(share)s %% of the sum") % {"share": formats.number(one.share.normalize())}
    words = share if amount is None else formats.money(amount, deal.currency)
    hint = " · ".join(part for part in (_("Payment expected: %(sum)s") % {"sum": words}, deal.name, one.note) if part)
    is_late = one.due_on < clock.local_today()
    return Mark(f"payment-{one.pk}", one.due_on, f"{words} · {deal.name}", hint, "cash", deal.url, deal.owner, is_late)


def sees_payments(user):
    return may_see_money(user) and user.may("see", "deal")


calendar_source("payments", gettext_lazy("Payments"), payments, is_open=sees_payments)

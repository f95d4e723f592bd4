"""Views above the deals: three that everybody has, and the saved ones. A view is a query, read anew for its viewer."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SavedView
from accounts.scopes import Scope

from .place import Place
from .task_states import task_states

PAGE = "deals"
ALREADY = object()
STATES = [
    ("today", gettext_lazy("For today"), ""),
    ("overdue", gettext_lazy("Overdue"), "r"),
    ("none", gettext_lazy("Without a task"), "r"),
]
KEPT = (
    "q", "owner", "stage", "task", "source", "product", "amount_min", "amount_max", "created_from", "created_to", "closed_from",
    "closed_to", "reason", "late", "state", "sort", "funnel",
)  # fmt: skip


@dataclass
class View:
    name: str
    url: str
    count: int
    is_active: bool
    tone: str = ""
    saved: Any = None


def views_of(place, on):
    """Those of the house, then the saved ones, each with how many open deals it finds for this person."""
    base = {"funnel": str(place.funnel.pk)} if place.funnel else {}
    is_alone = place.user.scope_of("deal", "see") == Scope.OWN
    ready = [(_("My open") if is_alone else _("All open"), base, "")]
    ready += [] if is_alone else [(_("Mine"), {**base, "owner": str(place.user.pk)}, "")]
    ready += [(label, {**base, "task": code}, tone) for code, label, tone in STATES if code in {state.code for state in task_states()}]
    saved = SavedView.objects.visible_to(place.user).filter(page=PAGE)
    shown = [_view(place, on, name, query, tone) for name, query, tone in ready]
    shown = [view for view in shown if view.count or view.is_active or view.name != _("Mine")]
    return shown + [_view(place, on, one.name, {**base, **one.query}, "", one) for one in saved]


def keep_view(place, name, *, is_shared):
    """Save the conditions in force; ALREADY when the name is taken."""
    query = {key: place.asked[key] for key in KEPT if place.asked.get(key)}
    shared_with = place.user.department if is_shared else None
    try:
        with transaction.atomic():
            return SavedView.objects.create(owner=place.user, page=PAGE, name=name, query=query, shared_with=shared_with)
    except IntegrityError:
        return ALREADY


def _view(place, on, name, query, tone, saved=None):
    asked = QueryDict(mutable=True)
    asked.update({key: str(value) for key, value in query.items() if key in KEPT})
    there = Place(place.request, "list", asked)
    there.funnels = place.funnels
    now = {key: place.asked[key] for key in KEPT if place.asked.get(key) and key != "funnel"}
    is_active = now == {key: str(value) for key, value in query.items() if key != "funnel"}
    count = there.filters.found.count() if there.is_known else 0
    is_on_list = on == "list" or any(key in query for key in ("state", "sort"))
    url = f"{reverse('deals:list' if is_on_list else 'deals:board')}?{asked.urlencode()}"
    return View(name, url, count, is_active, tone if count else "", saved)

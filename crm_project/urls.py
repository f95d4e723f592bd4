"""Addresses of Ordo: string includes only, so that no app is imported here."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.generic import RedirectView

ROOTS = [
    ("", "accounts.urls"),
    ("deals/", "deals.urls"),
    ("clients/", "contacts.urls"),
    ("leads/", "leads.urls"),
    ("tasks/", "tasks.urls"),
    ("calls/", "telephony.urls"),
    ("day/", "workday.urls"),
    ("reports/", "reports.urls"),
    ("handbook/", "regulations.urls"),
    ("import/", "exchange.urls"),
    ("search/", "search.urls"),
    ("timeline/", "timeline.urls"),
    ("notices/", "notifications.urls"),
    ("fields/", "fields.urls"),
    ("outbox/", "outbox.urls"),
]


def _exists(module):
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [
    path("", RedirectView.as_view(url="/day/"), name="home"),
    *(path(prefix, include(module)) for prefix, module in ROOTS if _exists(module)),
]

"""Addresses of Ordo: string includes only, so that no app is imported here."""

from importlib.util import find_spec

from django.urls import include, path

from crm_project.health import healthz, readyz
from crm_project.views import home

ROOTS = [
    ("", "crm_project.look_urls"),
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
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    *(path(prefix, include(module)) for prefix, module in ROOTS if _exists(module)),
]

handler400 = "crm_project.errors.bad_request"
handler403 = "crm_project.errors.forbidden"
handler404 = "crm_project.errors.not_found"
handler500 = "crm_project.errors.broken"

"""Addresses of Ordo: string includes only, so that no app is imported here."""

from django.urls import include, path

from crm_project.health import healthz, readyz
from crm_project.views import home

urlpatterns = [
    path("", home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("crm_project.look_urls")),
    path("", include("accounts.urls")),
    path("views/", include("accounts.urls_of_views")),
    path("desk/", include("accounts.urls_of_desk")),
    path("deals/", include("deals.urls")),
    path("q/", include("deals.score_urls")),
    path("clients/", include("contacts.urls")),
    path("leads/", include("leads.urls")),
    path("", include("leads.intake_urls")),
    path("", include("leads.distribution_urls")),
    path("tasks/", include("tasks.urls")),
    path("projects/", include("projects.urls")),
    path("chains/", include("chains.urls")),
    path("calls/", include("telephony.urls")),
    path("documents/", include("documents.urls")),
    path("day/", include("workday.urls")),
    path("automation/", include("automation.urls")),
    path("reports/", include("reports.urls")),
    path("handbook/", include("regulations.urls")),
    path("go/", include("regulations.go_urls")),
    path("tests/", include("training.urls")),
    path("rollout/", include("rollout.urls")),
    path("bulk/", include("bulk.urls")),
    path("fields/", include("fields.urls")),
    path("import/", include("exchange.urls")),
    path("search/", include("search.urls")),
    path("timeline/", include("timeline.urls")),
    path("notices/", include("notifications.urls")),
]

handler400 = "crm_project.errors.bad_request"
handler403 = "crm_project.errors.forbidden"
handler404 = "crm_project.errors.not_found"
handler500 = "crm_project.errors.broken"

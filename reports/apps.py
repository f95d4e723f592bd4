from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    training_settings = ("Baseline",)

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from crm_project.lib.shell import menu

        from . import (
            rollout_facts,  # noqa: F401  it registers itself
            sentences,  # noqa: F401  they register themselves
        )

        menu("reports", _("Reports"), "chart-bar", "reports:funnels", right=("report", "see"), position=80, go="P")

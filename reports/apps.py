from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self):
        from crm_project.lib.shell import menu

        menu("reports", _("Reports"), "chart-bar", "reports:funnels", right=("report", "see"), position=80, go="P")

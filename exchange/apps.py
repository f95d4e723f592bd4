from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self):
        from crm_project.lib.settings_pages import settings_entry
        from crm_project.lib.ticks import every_minute

        from . import parcels, sentences  # noqa: F401

        every_minute("exchange.resume", queue="bulk")
        settings_entry(
            _("Import"),
            "upload",
            "exchange:upload",
            "data",
            _("Deals, companies, products and people from a table"),
            right=lambda user: user.has_right("bulk"),
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    training_settings = ("KnownHead", "ImportRun", "BroughtRecord", "RefusedRow", "Relocation")
    training_refusals = dict.fromkeys(training_settings, _("Imports are not for training mode: leave it first, then choose your file."))

    def ready(self):
        from crm_project.lib.settings_pages import settings_entry
        from crm_project.lib.ticks import every_minute
        from fields import lineage
        from regulations.shots.scenes import Scene, stage
        from timeline.looks import look

        from . import (  # noqa: F401
            field_uses,
            parcels,
            rollout_facts,
            sentences,
        )
        from .demo.scene import make_scene, settings_shown

        stage(Scene(settings_shown, make_scene))
        lineage.source("imports", field_uses.uses)
        look("old_note", tab="comments", icon="file-text", tone="info", template="timeline/rows/_said.html")
        every_minute("exchange.resume", queue="bulk")
        every_minute("exchange.forget_old_files", queue="bulk")
        settings_entry(
            _("Import"),
            "upload",
            "exchange:upload",
            "data",
            _("Deals, leads, clients, products and people from a table or an address book"),
            right=lambda user: user.has_right("bulk"),
        )

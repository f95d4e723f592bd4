from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "fields"
    default_auto_field = "django.db.models.BigAutoField"
    training_settings = ("CustomField",)

    def ready(self):
        from crm_project.lib.settings_pages import settings_entry
        from timeline import holding, privacy

        from . import lineage, option_users, saved_uses, sentences  # noqa: F401  they register themselves
        from .held_files import needed_by
        from .hidden import places_hidden_from

        privacy.close(places_hidden_from)
        holding.holder(needed_by)
        lineage.source("saved views", saved_uses.uses)
        option_users.keeper("saved views", saved_uses.named, saved_uses.carry, saved_uses.words)
        text = _("What the company asks of its deals, leads and clients besides the usual, and what uses it")
        settings_entry(_("Fields"), "forms", "fields:fields", "sales", text, position=45)

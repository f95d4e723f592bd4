from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "regulations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from crm_project.lib.shell import menu

        from . import sentences  # noqa: F401

        menu("regulations", _("Handbook"), "book-2", "regulations:index", right=("regulation", "see"), position=85, go="R")

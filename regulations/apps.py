from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "regulations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.hand_over import hands_over_rows
        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.shell import menu, tool

        from . import glossary, sentences  # noqa: F401
        from .help import telling  # noqa: F401
        from .help.button import help_button
        from .living import live_block
        from .loader import load_default_handbook
        from .models import Regulation

        hands_over_rows("regulations", _("Documents of the handbook"), lambda: Regulation.objects.filter(retired_at__isnull=True))
        on_first_setup(lambda workspace, by, language: load_default_handbook(by), position=30)

        menu("regulations", _("Handbook"), "book-2", "regulations:index", right=("regulation", "see"), position=85, go="R")
        live_block("glossary", glossary.live)
        tool(help_button)

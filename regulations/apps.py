from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "regulations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from accounts.hand_over import hands_over_rows
        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.shell import menu

        from . import sentences  # noqa: F401
        from .loader import load_default_handbook
        from .models import Regulation
        from .reading.hanging_on import hang_on

        hands_over_rows("regulations", _("Documents of the handbook"), lambda: Regulation.objects.filter(retired_at__isnull=True))
        on_first_setup(lambda workspace, by, language: load_default_handbook(by), position=30)

        menu("regulations", _("Handbook"), "book-2", "regulations:index", right=("regulation", "see"), position=85, go="R")
        hang_on()

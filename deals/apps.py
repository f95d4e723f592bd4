from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealsConfig(AppConfig):
    name = "deals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from crm_project.lib.live import heard_by
        from crm_project.lib.shell import create, menu

        from . import hand_off, sentences, settling, simple_states  # noqa: F401  they register themselves
        from .models import Funnel

        heard_by(Funnel.channels_of)
        menu("deals", _("Deals"), "layout-kanban", "deals:board", right=("deal", "see"), position=30, go="B")
        create(_("Deal"), "layout-kanban", "deals:new", right=("deal", "create"), key="N", position=10)
        self._keep_a_timeline()
        self._begin_with_funnels()

    def _begin_with_funnels(self):
        from crm_project.lib.first_setup import on_first_setup
        from crm_project.lib.settings_pages import settings_entry

        from .ready import make_ready_funnels

        on_first_setup(lambda workspace, by, language: make_ready_funnels(language), position=10)
        settings_entry(
            _("Funnels"), "filter-2", "deals:funnels", "sales", _("Stages, required fields, loss reasons, names of deals"), position=10
        )

    def _keep_a_timeline(self):
        from notifications import kinds
        from timeline import subjects

        from .models import Deal

        subjects.register("deal", Deal.objects.visible_to, url_name="deals:card", label=Deal._meta.verbose_name)
        kinds.subject("deal", Deal.objects.visible_to, "deals:card")

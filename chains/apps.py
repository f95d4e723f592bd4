from django.apps import AppConfig
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChainsConfig(AppConfig):
    name = "chains"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("RunStep", "ChainRun")
    training_settings = ("ChainTemplate", "ChainStep", "StepBranch")

    def ready(self):
        # They register themselves.
        from . import notices, sentences  # noqa: F401

        self._fill_the_frame()
        self._go_with_tasks()
        self._stand_on_cards()
        self._stand_in_the_menu()
        self._tell_the_timeline()
        self._hand_over()

    def _go_with_tasks(self):
        from deals.signals import card_settled
        from leads.signals import lead_converted
        from tasks.calendar_marks import calendar_source
        from tasks.signals import task_turned

        from . import calendar_steps, hearing
        from .presence import is_open_to

        calendar_source("steps", pgettext_lazy("calendar", "Steps of chains"), calendar_steps.steps, is_open=is_open_to, in_feeds=True)
        task_turned.connect(hearing.hear, dispatch_uid="chains.hear")
        card_settled.connect(hearing.settle, dispatch_uid="chains.settle")
        lead_converted.connect(hearing.go_on_with_the_deal, dispatch_uid="chains.go_on_with_the_deal")

    def _fill_the_frame(self):
        from crm_project.lib.settings_pages import settings_entry

        text = _("How work goes from hand to hand: the steps, who does each, what comes next")
        settings_entry(_("Chains"), "arrows-right-left", "chains:templates", "sales", text=text, position=42)

    def _stand_on_cards(self):
        from deals.panels import fact, panel
        from tasks.sequels import sequel

        from . import panels
        from .models import ChainRun, ChainTemplate

        fact("has_chains", Exists(ChainRun.objects.running().filter(deal=OuterRef("pk"))))
        fact("knows_chains", Exists(ChainTemplate.objects.live()))
        panel("hint", order=12)(panels.deal_panel)
        panel("menu", order=15)(panels.start_item)
        sequel(panels.tell_what_follows)

    def _stand_in_the_menu(self):
        from crm_project.lib.shell import menu

        from .presence import is_open_to

        menu("chains", pgettext_lazy("section", "Chains"), "arrows-right-left", "chains:list", right=is_open_to, position=75)

    def _tell_the_timeline(self):
        from timeline import subjects
        from timeline.looks import WITHOUT_TALKS, look

        from .models import ChainRun, ChainTemplate
        from .permissions import may_add

        runs = {"url_name": "chains:run", "label": _("chain"), "may_write": may_add, "tabs": WITHOUT_TALKS}
        subjects.register("chain_run", lambda user: ChainRun.objects.visible_to(user), **runs)
        templates = {"url_name": "chains:template", "label": _("chain template")}
        subjects.register("chain_template", lambda user: ChainTemplate.objects.visible_to(user), **templates)
        for verb, icon, tone in [
            ("chain_started", "player-play", ""),
            ("chain_step_begun", "arrow-right", ""),
            ("chain_step_done", "check", "ok"),
            ("chain_step_returned", "arrow-back-up", "warn"),
            ("chain_waits", "alert-triangle", "warn"),
            ("chain_replanned", "calendar-due", ""),
            ("chain_executor", "user-share", ""),
            ("chain_owner", "user-share", ""),
            ("chain_noted", "note", ""),
            ("chain_done", "circle-check", "ok"),
            ("chain_stopped", "player-stop", "warn"),
        ]:
            look(verb, icon=icon, tone=tone)

    def _hand_over(self):
        from accounts.hand_over import hands_over, hands_over_rows
        from tasks.refusals import Refused as RefusedByTask

        from .models import ChainRun, ChainStep, RunStep
        from .refusals import Refused

        refusals = (Refused, RefusedByTask)

        steps = lambda user: RunStep.objects.planned_for(user).count()  # noqa: E731
        hands_over(
            "chain_steps", _("Steps of chains to come"), count=steps, give=ChainRun.give_planned, refusals=refusals, works_with="task"
        )
        runs = lambda user: ChainRun.objects.running().watched_by(user).count()  # noqa: E731
        hands_over("chains", _("Chains watched over"), count=runs, give=ChainRun.watch_all, works_with="task")
        steps_of_templates = lambda: ChainStep.objects.select_related("template").filter(template__retired_at=None)  # noqa: E731
        tell = ChainStep.tell_given
        hands_over_rows("chain_templates", _("Steps of chain templates"), steps_of_templates, name="person", tell=tell, works_with="task")

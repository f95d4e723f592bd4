from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AutomationConfig(AppConfig):
    name = "automation"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("Firing",)
    training_settings = ("Rule",)

    def ready(self):
        from . import (  # noqa: F401  they register themselves
            hearing,
            notices,
            rollout_facts,
            sentences,
            webhook,
        )

        self._fill_the_frame()
        self._tell_the_timeline()

        from fields import lineage, option_users

        from . import option_uses
        from .field_uses import uses

        lineage.source("automation", uses)
        option_users.keeper("rules", option_uses.named, option_uses.carry, option_uses.words)

    def _fill_the_frame(self):
        from accounts.hand_over import hands_over
        from crm_project.lib import settings_pages, ticks
        from deals.panels import panel
        from deals.stage_uses import stage_is_used

        from .models import Rule
        from .panels import why_item
        from .refusals import Refused
        from .soundness import rules_of_stage

        ticks.every_minute("automation.act", queue="default")
        hands_over("rules", _("Rules of automation"), lambda user: Rule.objects.naming(user).count(), Rule.give_all, refusals=(Refused,))
        text = _("What happens by itself at a stage, on a date, after a call or a task; each rule is tried first")
        settings_pages.settings_entry(_("Automation"), "robot", "automation:rules", "sales", text=text, position=60, advanced=True)
        panel("menu", order=60)(why_item)
        stage_is_used(rules_of_stage)

    def _tell_the_timeline(self):
        from timeline import subjects
        from timeline.looks import look

        from .models import Rule

        subjects.register("automation_rule", Rule.objects.seen_by, url_name="automation:rule", label=Rule._meta.verbose_name)
        look("automation_refused", icon="robot", tone="warn")
        look("automation_told", icon="bell")
        look("automation_called", icon="world")
        look("automation_not_called", icon="world", tone="warn")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolloutConfig(AppConfig):
    name = "rollout"
    default_auto_field = "django.db.models.BigAutoField"
    training_settings = ("RolloutStep",)

    def ready(self):
        from crm_project.lib.rollout_checks import check
        from crm_project.lib.shell import menu
        from timeline import subjects

        from . import sentences  # noqa: F401  they register themselves
        from .models import RolloutStep
        from .trials import all_tried

        leads = lambda user: user.has_right("configure")  # noqa: E731
        menu("rollout", _("Roll-out"), "route", "rollout:guide", right=leads, position=88)
        check("tried", "trial", _("Everything was tried once"), all_tried, "rollout:trials")
        own = {"url_name": "rollout:step", "label": _("roll-out step"), "may_write": lambda user, record: False}
        subjects.register("rollout_step", RolloutStep.objects.visible_to, **own)

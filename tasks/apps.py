from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import notices, sentences  # noqa: F401  they register themselves

        self._fill_the_frame()
        self._look_after_deals()

    def _fill_the_frame(self):
        from crm_project.lib import first_setup, settings_pages, shell, ticks

        from .ready import make_ready_types

        shell.menu("tasks", _("Tasks"), "checkbox", "tasks:list", right=("task", "see"), position=50, go="T")
        shell.create(_("Task"), "checkbox", "tasks:new", right=("task", "create"), key="T", position=20)
        ticks.every_minute("tasks.remind", queue="critical")
        first_setup.on_first_setup(lambda workspace, by, language: make_ready_types(language), position=40)
        text = _("Call, meeting, letter… and what may come of each")
        settings_pages.settings_entry(_("Task types"), "checklist", "tasks:types", "sales", text=text, position=40)

    def _look_after_deals(self):
        from deals.decorators import decorate
        from deals.signals import card_settled
        from deals.task_states import task_state

        from . import chips, returns

        decorate(chips.put_on)
        for code, label, narrow, tone in chips.STATES:
            task_state(code, label, narrow, tone)
        card_settled.connect(returns.plan_return, dispatch_uid="tasks.plan_return")

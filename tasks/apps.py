from django.apps import AppConfig
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = ("TaskSpan", "Task", "Handoff", "Reminder", "ContactDue", "ContactNews")
    training_settings = ("CalendarFeed", "HandoffReason", "HandoffRules", "TaskType", "TaskResult", "ContactRhythm")
    # They write to the people.
    triggers_without_training = ("cards_open_with_a_task", "cards_open_and_close_with_a_task", "cards_stay_readable_for_the_giver")

    def ready(self):
        from . import (  # noqa: F401  they register themselves
            conversions,
            exam_facts,
            first_tasks,
            living,
            low_scores,
            many,
            notices,
            personal,
            practice,
            practice_copies,
            proof,
            saved_views,
            sentences,
            widgets,
        )

        self._fill_the_frame()
        self._look_after_deals()
        self._offer_upkeep()
        self._tell_the_timeline()
        self._hand_over()
        self._go_with_the_person()

    def _fill_the_frame(self):
        from crm_project.lib import first_setup, settings_pages, shell, ticks

        from .models import Task
        from .ready import make_ready_reasons, make_ready_types

        def make(workspace, by, language):
            make_ready_reasons(language)
            return make_ready_types(language)

        shell.menu("tasks", _("Tasks"), "checkbox", "tasks:list", right=("task", "see"), position=50, go="T")
        shell.create(_("Task"), "checkbox", "tasks:new", right=("task", "create"), key="T", position=20)
        ticks.every_minute("tasks.remind", queue="critical")
        ticks.every_minute("tasks.late_payments")
        ticks.every_minute("tasks.escalate")
        ticks.every_minute("tasks.unaccepted")
        ticks.every_minute("tasks.rhythm", queue="bulk")
        shell.badge("tasks", lambda request: Task.objects.open().of(request.user).waiting())
        first_setup.on_first_setup(make, position=40)
        text = _("Every open deal has a next step with a date.")
        first_setup.welcome_step(
            "task", _("Plan the first task"), text, "checkbox", "tasks:new", lambda user: Task.objects.exists(), position=40
        )
        text = _("Call, meeting, letter… and what may come of each")
        settings_pages.settings_entry(_("Task types"), "checklist", "tasks:types", "sales", text=text, position=40)
        text = _("How often clients of a segment or stage are contacted, and whether a task is planned")
        settings_pages.settings_entry(_("Rhythm of contacts"), "repeat", "tasks:rhythms", "sales", text=text, position=42)
        text = _("Within how long one is accepted, and why it may be returned")
        settings_pages.settings_entry(_("Hand-offs"), "arrows-right-left", "tasks:handoff_rules", "sales", text=text, position=41)

    def _look_after_deals(self):
        from deals.decorators import decorate
        from deals.panels import fact, panel
        from deals.signals import card_settled
        from deals.task_states import task_state

        from . import chips, leftovers, panels, returns
        from .models import Handoff

        fact("was_handed", Exists(Handoff.objects.filter(task__deal=OuterRef("pk"))))
        decorate(chips.put_on)
        panel("hint", order=10)(panels.task_panel)
        for code, label, narrow, tone in chips.STATES:
            task_state(code, label, narrow, tone)
        card_settled.connect(leftovers.drop_leftovers, dispatch_uid="tasks.drop_leftovers")
        card_settled.connect(returns.plan_return, dispatch_uid="tasks.plan_return")

    def _offer_upkeep(self):
        from contacts import health

        from . import upkeep

        common = {"undo": upkeep.take_back, "told": upkeep.told, "is_open": upkeep.may_plan}
        health.offer("verify", _("Verify"), "checkup-list", act=upkeep.verify, **common)
        health.offer("win-back", _("Win back"), "heart-handshake", act=upkeep.win_back, groups=("silent",), **common)

    def _tell_the_timeline(self):
        from timeline import subjects
        from timeline.composers import composer
        from timeline.looks import look

        from . import panels
        from .models import Task

        subjects.register("task", lambda user: Task.objects.visible_to(user), url_name="tasks:task", label=_("task"))
        composer("task", _("Task"), "checkbox", render=panels.task_composer, position=20, suits=panels.suits)
        for verb, icon, tone in [
            ("task_planned", "checkbox", ""),
            ("task_done", "check", "ok"),
            ("task_moved", "calendar-due", ""),
            ("task_resized", "arrows-vertical", ""),
            ("task_given", "user-share", ""),
            ("task_dropped", "trash", ""),
            ("task_escalated", "alert-triangle", "warn"),
            ("task_reopened", "arrow-back-up", ""),
            ("task_taken_back", "arrow-back-up", ""),
            ("handed_over", "hand-stop", ""),
            ("handoff_accepted", "check", "ok"),
            ("handoff_late", "alert-triangle", "warn"),
        ]:
            look(verb, icon=icon, tone=tone)

    def _hand_over(self):
        from accounts.hand_over import hands_over

        from . import estate
        from .refusals import Refused

        hands_over(
            "tasks", _("Tasks"), count=estate.count, give=estate.give_all, refusals=(Refused,), hold=estate.hold_all, works_with="task"
        )

    def _go_with_the_person(self):
        from accounts.signals import hours_changed, person_left

        from .models import CalendarFeed
        from .mornings import move_mornings

        def revoke(sender, user, **kwargs):
            CalendarFeed.revoke_all(user)

        person_left.connect(revoke, weak=False, dispatch_uid="tasks.revoke_feeds")
        hours_changed.connect(move_mornings, dispatch_uid="tasks.move_mornings")

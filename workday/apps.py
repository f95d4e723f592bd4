from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdayConfig(AppConfig):
    name = "workday"
    default_auto_field = "django.db.models.BigAutoField"
    training_records = (
        "PersonDay DepartmentDay LedgerRow Breach Excuse Void Explanation Answer Verdict Enforcement Look LookNote Signal DayWalk"
    ).split()
    training_settings = ("AbsenceRequest", "RuleSetting", "Tick")
    training_refusals = {"AbsenceRequest": _("Days off are real: leave training mode to ask for them or to decide on them.")}

    def ready(self):
        from . import (  # noqa: F401  they register themselves
            exam_facts,
            kept_rules,
            living,
            living_discipline,
            measured,
            notices,
            personal,
            practice,
            readiness,
            rollout_facts,
            sentences,
            targeted_tests,
            widgets,
        )

        self._fill_the_frame()
        self._look_after_deals()
        self._look_after_leads()
        self._ask_in_tests()

    def _fill_the_frame(self):
        from crm_project.lib import first_setup, settings_pages, shell, ticks

        from .first_day import turn_control_on
        from .permissions import leads_a_department, sets_rules
        from .pill import day_pill

        shell.menu("day", _("My day"), "sun", "workday:my-day", position=10, go="D")
        shell.create(_("Days off"), "beach", "workday:absence-ask", position=90)
        shell.top_slot(day_pill)
        ticks.every_minute("workday.close", queue="critical")
        ticks.every_minute("workday.warn", queue="critical")
        ticks.every_minute("workday.alert")
        ticks.every_minute("workday.enforce")
        ticks.every_minute("workday.look", queue="bulk")
        first_setup.on_first_setup(turn_control_on, position=90)
        text = _("Which rules are checked every evening, and when people are warned")
        settings_pages.settings_entry(_("Rules of the day"), "checklist", "workday:rules", "day", text=text, right=sets_rules, position=20)
        text = _("Who is away when, and who stands in")
        settings_pages.settings_entry(_("Absences"), "beach", "workday:absences", "day", text=text, right=leads_a_department, position=30)

    def _ask_in_tests(self):
        from regulations.signals import sections_acknowledged
        from training.drawing import broken_rules

        from .targeted_tests import confirmed, sections_broken

        def answer_signals(sender, user, sections, **kwargs):
            confirmed(user, sections)

        broken_rules(sections_broken)
        sections_acknowledged.connect(answer_signals, weak=False, dispatch_uid="workday.answer_signals")

    def _look_after_deals(self):
        from deals.decorators import decorate
        from deals.signals import owner_changed
        from deals.task_states import task_state
        from timeline.signals import fact_recorded

        from . import chips, pill

        fact_recorded.connect(_forget_whose_day_it_was)
        owner_changed.connect(lambda sender, card, before, **_rest: pill.forget(getattr(before, "pk", None)), weak=False)
        decorate(chips.put_on)
        for code, label, rule in [
            ("overdue", _("With an overdue task"), "overdue"),
            ("none", _("Without a task"), "no_task"),
            ("unprocessed", _("New and not processed"), "unprocessed"),
        ]:
            task_state(code, label, chips.narrowing(rule), tone="red")

    def _look_after_leads(self):
        from leads.decorators import decorate
        from leads.readiness_of_people import exclude, halt

        from .chips import put_on_leads
        from .unclean import who_gets_no_leads, who_has_not_closed

        decorate(put_on_leads)
        exclude(who_has_not_closed)
        halt(who_gets_no_leads)


def _forget_whose_day_it_was(sender, subject, by, **_rest):
    from . import pill

    pill.forget(getattr(subject, "owner_id", None), getattr(by, "pk", None))

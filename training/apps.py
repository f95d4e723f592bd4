from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    default_auto_field = "django.db.models.BigAutoField"
    training_settings = (
        "TestDefinition AssemblyRule TestVersion Heartbeat Question QuestionVersion QuestionLink Attempt AttemptItem "
        "TestAssignment ChangeTest Appeal Regrade Certificate PracticeRun"
    ).split()

    def ready(self):
        # They register themselves.
        from . import attaching, foreseeing, measured, notices, rollout_facts, sentences  # noqa: F401
        from .generated import terms  # noqa: F401

        self._keep_a_timeline()
        self._fill_the_frame()
        self._keep_rooms()
        self._go_with_the_person()
        self._go_with_the_readings()

    def _keep_rooms(self):
        from django.db.models.signals import post_migrate

        from crm_project.lib import shell

        from .practice import own  # noqa: F401  it registers itself
        from .practice.rooms import take_down_misshapen
        from .practice.showing import training_banner

        def keep_in_shape(sender, **kwargs):
            from .models import PracticeRun

            if gone := take_down_misshapen():
                PracticeRun.break_off(gone)

        shell.banner(training_banner)
        post_migrate.connect(keep_in_shape, sender=self, weak=False, dispatch_uid="training.keep_rooms_in_shape")

    def _go_with_the_readings(self):
        from regulations.effects import foresee, on_effect
        from regulations.reading.columns import matrix_columns
        from regulations.reading.offers import offered_after
        from regulations.reading.telling import told_alongside
        from regulations.signals import readers_moved, sections_acknowledged

        from . import on_changes
        from .following import follow
        from .hiring import give_to_moved
        from .matrix import columns
        from .rereading import acknowledged
        from .self_check import offers

        def end_the_pause(sender, user, sections, **kwargs):
            acknowledged(user, sections)

        def give_tests(sender, people, **kwargs):
            give_to_moved(people)

        on_effect(on_changes.begin, first=True)
        on_effect(follow, first=True)
        on_effect(on_changes.tell_the_rest)
        foresee(on_changes.foresee)
        told_alongside(on_changes.told_with_the_reading)
        matrix_columns(columns)
        offered_after(offers)
        readers_moved.connect(give_tests, weak=False, dispatch_uid="training.give_tests_of_positions")
        sections_acknowledged.connect(end_the_pause, weak=False, dispatch_uid="training.end_the_pause")

    def _go_with_the_person(self):
        from accounts.signals import person_left

        from .models import TestAssignment

        def end(sender, user, by, **kwargs):
            for assignment in TestAssignment.objects.of(user).open():
                assignment.cancel(by=by)

        person_left.connect(end, weak=False, dispatch_uid="training.end_tests")

    def _fill_the_frame(self):
        from crm_project.lib import first_setup, ticks

        from .ready import make_ready

        ticks.every_minute("training.tick")
        first_setup.on_first_setup(lambda workspace, by, language: make_ready(by), position=31)

    def _keep_a_timeline(self):
        from timeline import subjects
        from timeline.looks import look

        from .models import Question, TestAssignment

        assignments = {"url_name": "training:assignment", "label": _("test"), "may_write": lambda user, record: False}
        subjects.register("test_assignment", lambda user: TestAssignment.objects.visible_to(user), **assignments)
        questions = {"url_name": "training:question", "label": _("question")}
        subjects.register("question", lambda user: Question.objects.visible_to(user), may_write=lambda user, record: False, **questions)
        for verb, icon, tone in [
            ("test_given", "checklist", ""),
            ("test_passed", "check", "ok"),
            ("test_failed", "circle-x", "danger"),
            ("test_waived", "player-stop", "warn"),
        ]:
            look(verb, icon=icon, tone=tone)

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.forms import ChoiceField, ModelChoiceField, ModelMultipleChoiceField, MultipleChoiceField

from crm_project.lib import clock, ticks


class ProjectConfig(AppConfig):
    name = "crm_project"

    def ready(self):
        connection_created.connect(clock.follow_database, dispatch_uid="clock")
        ticks.every_minute("crm_project.clear_sessions", queue="bulk")
        _repeat_no_refused_choice()


def _repeat_no_refused_choice():
    """What was sent instead of a choice may be of any length: the refusal says that it is none, as that of a record does."""
    words = ModelChoiceField.default_error_messages["invalid_choice"]
    for field in (ChoiceField, MultipleChoiceField, ModelMultipleChoiceField):
        field.default_error_messages["invalid_choice"] = words
    ModelMultipleChoiceField.default_error_messages["invalid_pk_value"] = words

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.forms import CharField, ChoiceField, ModelChoiceField, ModelMultipleChoiceField, MultipleChoiceField

from crm_project.lib import clock, ticks
from crm_project.lib.text import is_unseen


class ProjectConfig(AppConfig):
    name = "crm_project"

    def ready(self):
        connection_created.connect(clock.follow_database, dispatch_uid="clock")
        ticks.every_minute("crm_project.clear_sessions", queue="bulk")
        _repeat_no_refused_choice()
        _take_nothing_for_words()


def _take_nothing_for_words():
    """Letters that nobody sees are no words in any form: what is required is asked for, and nothing gets a name that is not there."""
    usual = CharField.to_python

    def to_python(self, value):
        text = usual(self, value)
        return self.empty_value if text not in self.empty_values and is_unseen(text) else text

    CharField.to_python = to_python


def _repeat_no_refused_choice():
    """What was sent instead of a choice may be of any length: the refusal says that it is none, as that of a record does."""
    words = ModelChoiceField.default_error_messages["invalid_choice"]
    for field in (ChoiceField, MultipleChoiceField, ModelMultipleChoiceField):
        field.default_error_messages["invalid_choice"] = words
    ModelMultipleChoiceField.default_error_messages["invalid_pk_value"] = words

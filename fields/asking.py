"""What forms ask of the own fields of a record."""

from .card_rows import fields_for
from .form_fields import FileHere


def fields_to_ask(user, entity, funnel=None):
    """The fields a form asks this person for: those they see; sums only of those who may see money."""
    return [one for one in fields_for(user, entity, funnel) if one.type != "money" or user.has_right("see_money")]


def without_kept_files(form, values):
    """A file field that was left alone keeps its file."""
    return {key: value for key, value in values.items() if not (value is None and isinstance(form.fields.get(key), FileHere))}

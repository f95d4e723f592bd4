"""What forms ask of the own fields of a record."""

from .card_rows import fields_for, may_read
from .form_fields import FileHere


def fields_to_ask(user, entity, funnel=None):
    """The fields a form asks this person for: those they see; sums and phones by the right to see such."""
    return [one for one in fields_for(user, entity, funnel) if may_read(user, one)]


def without_kept_files(form, values):
    """A file field that was left alone keeps its file."""
    return {key: value for key, value in values.items() if not (value is None and isinstance(form.fields.get(key), FileHere))}

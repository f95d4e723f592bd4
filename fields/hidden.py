"""What is hidden from a person: keys of fields by the kind of record, for the history, the files and what a stage asks for."""

from django.utils.translation import gettext as _

from crm_project.lib.steady import steady

from .card_rows import may_read
from .models import CustomField


def limited_fields(user):
    """The fields that not everybody sees, read once until the configuration changes."""
    return steady(user, ("limited fields",), lambda: list(CustomField.objects.limited()))


def places_hidden_from(user):
    """{(kind, key)} of the fields this person does not see."""
    if user.has_right("configure"):
        return set()
    return {(one.entity, one.key) for one in limited_fields(user) if not one.is_seen_by(user)}


def label_for(field, user):
    """The name of a field that a stage asks for; who may not see it reads whose business it is, not what it is.

    Where nobody knows who reads, a limited field has no name either.
    """
    if not field.is_limited or (user is not None and field.is_seen_by(user)):
        return field.label
    return _("a field filled in by: {who}").format(who=", ".join(field.keepers) or _("an administrator"))


def keys_hidden_from(user, entity):
    """The keys of fields of an entity whose values are not for this person: kept for others, or sums and phones without the right."""
    known = steady(user, ("all fields", entity), lambda: list(CustomField.objects.of_any(entity)))
    return {one.key for one in known if not (one.is_seen_by(user) and may_read(user, one))}

"""A file that stands in a field is taken out there, not from among the files of the card: a stage may count on it."""

from django.utils.translation import gettext as _

from .holders import holder_of
from .models import CustomField
from .records import files_of


def needed_by(file):
    if not file.place.startswith("extra_"):
        return ""
    field = CustomField.objects.of(file.subject_kind).with_key(file.place)
    holder = holder_of(file.subject_kind)
    if field is None or holder is None:
        return ""
    extra = holder.model.objects.values_list("extra", flat=True).filter(pk=file.subject_id).first() or {}
    if file.pk not in files_of(extra.get(field.code)):
        return ""
    return _("The file stands in the field “{label}”: replace or clear it there.").format(label=field.label)

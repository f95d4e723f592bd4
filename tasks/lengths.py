"""How long tasks take, as it is chosen in forms."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib import formats

LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
LONGEST = 1440


def choices(*others):
    """[(minutes, words)], with lengths that are not among the usual ones."""
    return [(minutes, formats.duration(60 * minutes)) for minutes in sorted({*LENGTHS, *others})]


class LengthField(forms.TypedChoiceField):
    """Minutes; empty is what is usual for the type."""

    def __init__(self, **options):
        options = {"label": gettext_lazy("How long"), "required": False, "coerce": int, "empty_value": None} | options
        super().__init__(choices=lambda: [("", _("as usual for the type")), *choices()], **options)

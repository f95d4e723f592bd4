from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from ..models import Segment


class LimitForm(forms.Form):
    """Whom to limit, and to which segments; none chosen lifts the limit."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    segments = forms.ModelMultipleChoiceField(
        Segment.objects.none(), label=_("Segments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.active().by_name()
        self.fields["segments"].queryset = segments = Segment.objects.live()
        if not segments.exists():
            self.fields["segments"].help_text = _("There are no segments yet: add them in the settings.")
        if person:
            del self.fields["person"]
            self.fields["segments"].initial = [limit.segment_id for limit in person.segment_limits.all()]

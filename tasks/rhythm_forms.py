"""Forms of the rhythm of contacts: how often whom, and whose list is read."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Segment
from deals.models import Stage

from .models import ContactRhythm


class RhythmForm(forms.ModelForm):
    """`cleaned_data` is what `ContactRhythm.start` and `reshape` take."""

    use_required_attribute = False

    class Meta:
        model = ContactRhythm
        fields = ["segment", "stage", "days", "plans_task"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        segment, stage = self.fields["segment"], self.fields["stage"]
        segment.queryset, segment.empty_label = Segment.objects.order_by("name"), _("any segment")
        stage.queryset, stage.empty_label = Stage.objects.of_deals_in_order(), _("any stage, also without a deal")
        stage.label_from_instance = lambda one: f"{one.funnel} · {one}"

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("segment") or cleaned.get("stage") or self.errors):
            self.add_error("segment", _("Choose a segment, a stage, or both."))
        return cleaned

    def _get_validation_exclusions(self):
        """Whether the pair is free is asked by the verb, which locks."""
        return {*super()._get_validation_exclusions(), "segment", "stage"}


class WhoseForm(forms.Form):
    """Whose clients the list shows."""

    whose = forms.ChoiceField(
        label=pgettext_lazy("clients", "Whose"),
        required=False,
        choices=[("mine", pgettext_lazy("clients", "mine")), ("all", pgettext_lazy("clients", "all I see"))],
        widget=forms.Select(attrs={"class": "form-select form-select-sm w-auto"}),
    )

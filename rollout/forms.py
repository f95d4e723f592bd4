from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .models import RolloutStep
from .models.step import PLANNED


class StepForm(forms.ModelForm):
    """What is agreed about a step; `version` is the one that was opened."""

    use_required_attribute = False

    video = forms.URLField(label=_("Link to a video"), max_length=500, required=False, assume_scheme="https")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = RolloutStep
        fields = ["owner", "due_on", "priority", "participants", "video", "note"]
        widgets = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "participants": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().people().by_name()
        self.fields["owner"].queryset = self.fields["participants"].queryset = people
        self.fields["version"].initial = self.instance.version

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in PLANNED}

    def refuse_for(self, step):
        """Somebody planned it meanwhile: what was typed stays, and saving once more is done on purpose."""
        self.data = self.data.copy()
        self.data["version"] = step.version
        self.add_error(
            None, _("Somebody else changed this step while you were editing it. Save once more to put your words in place of theirs.")
        )

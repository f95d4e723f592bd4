from django import forms
from django.utils.translation import gettext_lazy as _

from .models import FirstAnswer


class FirstAnswerForm(forms.ModelForm):
    """Empty first task: the source has no text of its own."""

    class Meta:
        model = FirstAnswer
        fields = ["first_task", "plan", "script"]
        widgets = {
            "plan": forms.Textarea(attrs={"rows": 5, "data-autogrow": True}),
            "script": forms.Textarea(attrs={"rows": 6, "data-autogrow": True}),
        }
        help_texts = {
            "first_task": _("For example: call the lead. Empty: this source is answered as all others."),
            "plan": _("Step by step: what to find out, what to promise, what to write down."),
            "script": _("The words to begin with."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_task"].required = False

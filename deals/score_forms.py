from django import forms
from django.utils.translation import gettext_lazy as _

from .models import ScoreSettings
from .models.score import HIGHEST

_CHOICES = [(n, str(n)) for n in range(HIGHEST + 1)]


class ScoreForm(forms.Form):
    """One question and, if one likes, some words."""

    value = forms.TypedChoiceField(
        label=_("Score"),
        choices=_CHOICES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number from 0 to 10.")},
    )
    comment = forms.CharField(
        label=_("What is behind it?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"})
    )


class ScoreSettingsForm(forms.ModelForm):
    class Meta:
        model = ScoreSettings
        fields = ["ask", "low", "change_days", "valid_days"]
        help_texts = {
            "ask": _("The contact of the won deal gets a letter with one question, if they have an e-mail and agreed to letters."),
            "low": _("A score of this or less makes a task for the head."),
            "change_days": _("Until then a second answer stands in the place of the first."),
        }

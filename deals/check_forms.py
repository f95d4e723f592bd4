from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import WordsField

from .models import WinCheckSettings, WinRemark


class WinCheckForm(forms.Form):
    """The verdict on a win: all is in order, or remarks in words by point."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[("order", _("In order")), ("remarks", _("There are remarks"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the win is in order.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for point, label in WinRemark.Point.choices:
            words = _("Remark: {point}").format(point=label)
            attrs = {"class": "form-control", "placeholder": _("Remark, if there is one")}
            self.fields[point] = WordsField(label=words, required=False, max_length=1000, rows=1, attrs=attrs)

    @property
    def remarks(self):
        return {point: words for point in WinRemark.Point.values if (words := self.cleaned_data.get(point))}

    def clean(self):
        facts = super().clean()
        if facts.get("verdict") == "order" and self.remarks:
            self.add_error("verdict", _("There are remarks below: take them out, or choose “There are remarks”."))
        if facts.get("verdict") == "remarks" and not self.remarks and not (set(self.errors) - {"verdict"}):
            self.add_error("verdict", _("Write at least one remark, at its point."))
        return facts


class ReplyForm(forms.Form):
    text = WordsField(label=_("Your answer"), max_length=2000, rows=4)


class WinCheckSettingsForm(forms.ModelForm):
    class Meta:
        model = WinCheckSettings
        fields = ["share"]

"""What people type on the pages of tests."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import WordsField
from accounts.models import User

from .payloads import said
from .results import people_of

WISHES = ("next", "back", "skip", "check", "stay")


class SittingForm:
    """What a posted question wants besides its answer: where to go on, and how long it was looked at."""

    def __init__(self, data):
        self._data = data

    @property
    def wish(self):
        """next, back, skip, check; "move" for an item put up or down; "stay" when only the answer is to be kept."""
        if "up" in self._data or "down" in self._data:
            return "move"
        asked = self._data.get("go", "stay")
        return asked if asked in WISHES else "stay"

    @property
    def seconds(self):
        typed = self._data.get("seconds", "0")
        return min(int(typed), 3600) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


class AppealForm(forms.Form):
    text = WordsField(label=_("What is wrong or unclear"), max_length=1000, rows=3)


class ReasonForm(forms.Form):
    reason = WordsField(label=_("Why"), max_length=500, rows=2)


class TimeForm(ReasonForm):
    percent = forms.TypedChoiceField(
        label=_("More time"), choices=[(25, "25 %"), (50, "50 %"), (100, "100 %"), (0, "0 %")], coerce=int, initial=50
    )
    field_order = ["percent", "reason"]


class TrialForm(forms.Form):
    """Whose people try the system on how many copies of deals."""

    use_required_attribute = False

    people = forms.ModelMultipleChoiceField(User.objects.none(), label=_("People"), widget=forms.CheckboxSelectMultiple)
    number = forms.IntegerField(label=_("Deals for each"), min_value=1, max_value=20, initial=5)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people_of(user)


class ReviewForm(forms.Form):
    """Points for each line of a rubric, and a note to the person."""

    note = WordsField(label=_("A word to the person"), required=False, max_length=2000, rows=3)

    def __init__(self, *args, rubric, language, **kwargs):
        super().__init__(*args, **kwargs)
        self._rubric = rubric
        for point in rubric:
            choices = [(n, str(n)) for n in range(point["points"] + 1)]
            words = said({name: point[name] for name in ("ru", "en") if name in point}, language)
            self.fields[f"p-{point['id']}"] = forms.TypedChoiceField(label=words, choices=choices, coerce=int, widget=forms.RadioSelect)
        self.order_fields([*(f"p-{point['id']}" for point in rubric), "note"])

    def points(self):
        return {point["id"]: self.cleaned_data[f"p-{point['id']}"] for point in self._rubric}


class DecisionForm(forms.Form):
    is_right = forms.ChoiceField(
        label=_("The objection"), choices=[("yes", _("is right")), ("no", _("is not right"))], widget=forms.RadioSelect
    )
    decision = WordsField(label=_("Your answer"), max_length=1000, rows=3)

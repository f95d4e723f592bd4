from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.position_page import LANGUAGES, PARTS
from .measures import measures

LONGEST = 8000


class PositionForm(forms.Form):
    """Duties and zone in both languages, and the figures the page shows."""

    use_required_attribute = False

    duties_ru = forms.CharField(label=_("Duties, Russian"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    duties_en = forms.CharField(label=_("Duties, English"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    zone_ru = forms.CharField(label=_("Answers for, Russian"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    zone_en = forms.CharField(label=_("Answers for, English"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    measures = forms.MultipleChoiceField(label=_("Figures of today"), required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, page, **kwargs):
        initial = {f"{part}_{language}": page.words.get(language, {}).get(part, "") for language in LANGUAGES for part in PARTS}
        super().__init__(*args, initial=initial | {"measures": page.measures, "seen": page.mark}, **kwargs)
        self.fields["measures"].choices = [(one.key, one.label) for one in measures()]

    @property
    def words(self):
        return {language: {part: self.cleaned_data[f"{part}_{language}"] for part in PARTS} for language in LANGUAGES}

    def refuse_for(self, page):
        """Somebody wrote it meanwhile: what was typed stays, and saving once more is done on purpose."""
        self.data = self.data.copy()
        self.data["seen"] = page.mark
        self.add_error(
            None, _("Somebody else saved this page while you were writing. Save once more to put your words in place of theirs.")
        )

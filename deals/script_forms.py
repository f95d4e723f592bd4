"""How talk scripts are written: the script, and a question with its answers."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Source
from crm_project.lib.text import clean, clean_line

from .models import Stage
from .models.scripts import MOST_ANSWERS, MOST_STEPS
from .script_words import unknown_tokens

END, NEW = "end", "new"


class ScriptForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120, widget=forms.TextInput(attrs={"data-wide": True}))
    stages = forms.ModelMultipleChoiceField(
        None, label=_("Stages"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: at every stage")
    )
    sources = forms.ModelMultipleChoiceField(
        None, label=_("Sources"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: from every source")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, script=None):
        known = (
            {"name": script.name, "stages": script.stages.all(), "sources": script.sources.all(), "seen": script.version}
            if script
            else None
        )
        super().__init__(data, initial=known)
        self.fields["stages"].queryset = Stage.objects.of_deals_in_order()
        self.fields["stages"].label_from_instance = lambda stage: f"{stage.funnel} · {stage}"
        self.fields["sources"].queryset = Source.objects.live()

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("A name is needed."))
        return name


class StepForm(forms.Form):
    """A question; each row is an answer and where it leads. A row without words is no answer."""

    text = forms.CharField(
        label=_("What to say or ask"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True, "data-wide": True})
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, script, step=None):
        self.script, self.step = script, step
        self.answers = list(step.answers.all()) if step else []
        super().__init__(data, initial={"text": step.text if step else "", "seen": script.version})
        self.fields["text"].help_text = _("{client}, {company}, {manager} and {deal} become names")
        self.others = [one for one in script.steps.all() if one != step]
        places = [(END, _("the end of the talk")), (NEW, _("a new question"))]
        places += [(str(one.pk), Truncator(f"{n}. {one.text or '…'}").chars(60)) for n, one in enumerate(script.steps.all(), 1)]
        for number in range(MOST_ANSWERS):
            self._add_row(number, places)

    def _add_row(self, number, places):
        answer = self.answers[number] if number < len(self.answers) else None
        to = str(answer.leads_to_id) if answer and answer.leads_to_id else END
        self.fields[f"answer_{number}"] = forms.CharField(
            label=_("Answer %(n)d") % {"n": number + 1}, required=False, max_length=250, initial=answer.text if answer else ""
        )
        self.fields[f"to_{number}"] = forms.ChoiceField(label=_("leads to"), choices=places, initial=to, required=False)

    def clean_text(self):
        text = clean(self.cleaned_data["text"])
        if unknown := unknown_tokens(text):
            raise forms.ValidationError(_("There is no token {%(token)s}."), params={"token": unknown[0]})
        if not text:
            raise forms.ValidationError(_("A question says something."))
        return text

    def clean(self):
        new = sum(self.cleaned_data.get(f"to_{n}") == NEW for n in range(MOST_ANSWERS))
        if len(self.others) + 1 + new > MOST_STEPS:
            raise forms.ValidationError(_("A script has %(n)d questions at most."), params={"n": MOST_STEPS})

    def save(self, *, by):
        facts = self.cleaned_data
        steps = {str(step.pk): step for step in self.script.steps.all()}
        rows = []
        for number in range(MOST_ANSWERS):
            text, to = clean_line(facts[f"answer_{number}"]), facts[f"to_{number}"]
            if text:
                answer = self.answers[number] if number < len(self.answers) else None
                rows.append((answer, text, NEW if to == NEW else steps.get(to)))
        return self.script.shape_step(self.step, facts["text"], rows, by=by, seen=facts["seen"])

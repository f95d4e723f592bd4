from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from fields.models import CustomField

from .card_fields import BUILT_IN
from .models import Funnel, LossReason, Stage
from .naming import TOKENS


class FunnelForm(forms.ModelForm):
    class Meta:
        model = Funnel
        fields = ["name", "target_only", "head_confirms_win", "next_funnel", "departments"]
        widgets = {"departments": forms.CheckboxSelectMultiple}
        help_texts = {"departments": _("No department chosen: the funnel serves everybody.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departments"].queryset = Department.objects.live()
        self.fields["next_funnel"].queryset = Funnel.objects.for_deals().exclude(pk=self.instance.pk)

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if Funnel.objects.live().filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a funnel of this name."))
        return name


class NamingForm(forms.ModelForm):
    class Meta:
        model = Funnel
        fields = ["name_template", "manual_names"]

    def clean_name_template(self):
        template = self.cleaned_data["name_template"].strip()
        unknown = [token for token in _tokens_in(template) if token not in TOKENS]
        if unknown:
            raise forms.ValidationError(_("There is no token {%(token)s}."), params={"token": unknown[0]})
        return template


class StageForm(forms.ModelForm):
    class Meta:
        model = Stage
        fields = ["name", "purpose", "exit_result", "entry_reason", "expected_days", "probability", "section_code", "script"]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "exit_result": forms.Textarea(attrs={"rows": 2}),
            "entry_reason": forms.Textarea(attrs={"rows": 2}),
            "script": forms.Textarea(attrs={"rows": 4}),
        }

    checklist = forms.CharField(
        label=_("Checklist, one item per line"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.mark
        self.fields["checklist"].initial = "\n".join(self.instance.checklist)
        self.fields["probability"].max_value = 100

    def refuse_for(self, present):
        """Somebody saved the stage meanwhile: what was typed stays, and saving once more is done on purpose."""
        self.add_error(
            None, _("Somebody else saved this stage while you were editing it. Save once more to put your words in place of theirs.")
        )
        self.data = self.data.copy()
        self.data["seen"] = present.mark

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        twins = self.instance.funnel.stages.live().exclude(pk=self.instance.pk)
        if any(stage.name.casefold() == name.casefold() for stage in twins):
            raise forms.ValidationError(_("The funnel has a stage of this name."))
        return name

    def clean_probability(self):
        if (value := self.cleaned_data["probability"]) > 100:
            raise forms.ValidationError(_("From 0 to 100 per cent."))
        return value

    def clean_checklist(self):
        return [line.strip()[:200] for line in self.cleaned_data["checklist"].splitlines() if line.strip()][:30]


class NewStageForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the stage"), max_length=80, help_text=_("A result, not a process: “Offer sent”, not “In progress”.")
    )


class RetireStageForm(forms.Form):
    to = forms.ModelChoiceField(Stage.objects.none(), label=_("The deals of this stage go to"), required=False)

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = stage.funnel.stages.live().open().exclude(pk=stage.pk)


class ReasonForm(forms.ModelForm):
    class Meta:
        model = LossReason
        fields = ["name", "hint", "needs_comment", "needs_competitor", "return_in_months"]


class FieldForm(forms.ModelForm):
    """A field of the company's own, or another built-in one, for the matrix of a funnel."""

    options = forms.CharField(label=_("Choices, one per line"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    class Meta:
        model = CustomField
        fields = ["label", "type", "hint"]

    def clean(self):
        cleaned = super().clean()
        options = [line.strip() for line in cleaned.get("options", "").splitlines() if line.strip()]
        if cleaned.get("type") in ("choice", "choices") and len(options) < 2:
            self.add_error("options", _("A choice needs at least two lines."))
        cleaned["options"] = list(dict.fromkeys(options))
        return cleaned


def rows_of_matrix(funnel, stages):
    """(key, label, [(stage, demand)]) for every field that the funnel could ask for: built-in ones first."""
    asked = {(stage.pk, field.key): "required" if field.is_required else "shown" for stage in stages for field in stage.fields.all()}
    kind = "deal" if funnel.cards == Funnel.Cards.DEALS else "lead"
    rows = [(field.key, str(field.label)) for field in BUILT_IN.values() if kind in field.kinds]
    rows += [(f"extra_{field.code}", field.label) for field in CustomField.objects.of(kind)]
    return [(key, label, [(stage, asked.get((stage.pk, key), "")) for stage in stages]) for key, label in rows]


def _tokens_in(template):
    return [part.split("}")[0] for part in template.split("{")[1:]]

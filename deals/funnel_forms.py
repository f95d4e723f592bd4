from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Position
from crm_project.lib import clock
from fields.models import CustomField

from .models import Funnel, LossReason, Stage

MOST_MONTHS = 60
STAGE_COLOURS = {
    "": _("by its place in the funnel"),
    "blue": _("blue"),
    "violet": _("violet"),
    "amber": _("amber"),
    "green": _("green"),
    "red": _("red"),
    "grey": _("grey"),
}


class FunnelForm(forms.ModelForm):
    class Meta:
        model = Funnel
        fields = ["name", "target_only", "head_confirms_win", "talk_seconds", "audit_share", "next_funnel", "departments"]
        widgets = {"departments": forms.CheckboxSelectMultiple}
        help_texts = {"departments": _("No department chosen: the funnel serves everybody.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departments"].queryset = Department.objects.live()
        self.fields["next_funnel"].queryset = Funnel.objects.for_deals().exclude(pk=self.instance.pk)
        self.fields["talk_seconds"].required = False

    @property
    def will_ask_on_the_way(self):
        """It asked for the target's fields only, and shall ask for more."""
        return bool(self.initial.get("target_only")) and not self.cleaned_data["target_only"]

    def clean_talk_seconds(self):
        """Left empty it stays as it was."""
        return self.cleaned_data["talk_seconds"] or self.instance.talk_seconds

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if Funnel.objects.live().filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a funnel of this name."))
        return name


class StageForm(forms.ModelForm):
    class Meta:
        model = Stage
        fields = [
            "name", "purpose", "exit_result", "expected_days", "position_held",
            "entry_reason", "probability", "section_code", "color", "script",
        ]  # fmt: skip
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "exit_result": forms.Textarea(attrs={"rows": 2}),
            "entry_reason": forms.Textarea(attrs={"rows": 2}),
            "script": forms.Textarea(attrs={"rows": 4}),
        }

    checklist = forms.CharField(
        label=_("Checklist, one item per line"), required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )

    color = forms.ChoiceField(label=_("colour"), required=False, choices=STAGE_COLOURS.items())
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.mark
        self.fields["checklist"].initial = "\n".join(self.instance.checklist)
        self.fields["probability"].max_value = 100
        self.fields["position_held"].queryset = Position.objects.live() | Position.objects.filter(pk=self.instance.position_held_id)
        self.fields["position_held"].empty_label = _("Whoever the deal belongs to")
        self.fields["name"].widget.attrs["data-wide"] = True

    @property
    def first(self):
        """What every stage should say; the rest is folded away."""
        return [self[name] for name in ("name", "purpose", "exit_result", "position_held", "expected_days")]

    @property
    def rest(self):
        return [self[name] for name in ("entry_reason", "probability", "color", "section_code", "script", "checklist")]

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
        self.fields["to"].queryset = stage.funnel.stages.live().open().filter(goes_to=None).exclude(pk=stage.pk)


class PublishForm(forms.Form):
    """What is published is what was looked at; new demands may give earlier deals some time."""

    grace_on = forms.DateField(
        label=_("Earlier deals have time until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Until that day the new fields are asked of new deals only; older ones show them. Empty: asked at once."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, zone, has_demands, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)
        if not has_demands:
            del self.fields["grace_on"]

    def clean_grace_on(self):
        day, today = self.cleaned_data["grace_on"], clock.today(self.zone)
        if day and not today < day <= today + timedelta(days=365):
            raise forms.ValidationError(_("Choose a day from tomorrow on, within a year."))
        return day

    @property
    def grace_until(self):
        day = self.cleaned_data.get("grace_on")
        return datetime.combine(day, time.min, tzinfo=self.zone) if day else None


class ReasonForm(forms.ModelForm):
    class Meta:
        model = LossReason
        fields = ["name", "hint", "needs_comment", "needs_competitor", "return_in_months", "return_funnel"]

    def __init__(self, *args, funnel, **kwargs):
        super().__init__(*args, **kwargs)
        others = Funnel.objects.for_deals().exclude(pk=funnel.pk)
        if funnel.cards == Funnel.Cards.DEALS and others.exists():
            self.fields["return_funnel"].queryset = others
            self.fields["return_funnel"].empty_label = _("nowhere: the deal is over")
        else:
            del self.fields["return_funnel"]

    def clean_return_in_months(self):
        months = self.cleaned_data["return_in_months"]
        if months is not None and not 1 <= months <= MOST_MONTHS:
            raise forms.ValidationError(_("From 1 to {most} months.").format(most=MOST_MONTHS))
        return months


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

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib.text import clean_line
from deals.models import Funnel, Stage
from regulations.models import Section
from tasks.models import TaskResult, TaskType

from .deal_fields import date_fields, deal_fields
from .models import Rule
from .triggers import TRIGGERS

SIDES = [("after", _("after this date, or on it")), ("before", _("before this date"))]
SHAPED = ("name", "purpose", "owner", "metric", "section_code")


class RuleForm(forms.Form):
    """What a rule is for and when it acts; which fields there are depends on its trigger."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Cards tell by it who acted"))
    purpose = forms.CharField(label=_("What it is for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who answers for it"))
    metric = forms.CharField(
        label=_("By which figure its use is seen"),
        max_length=200,
        required=False,
        help_text=_("For example: share of offers that are answered"),
    )
    section_code = forms.CharField(label=_("Handbook section"), max_length=40, required=False, help_text=_("For example CRM-01/7.1"))
    funnel = forms.ModelChoiceField(Funnel.objects.none(), label=_("Funnel"), empty_label=None)
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"))
    field_key = forms.ChoiceField(label=_("Field"))
    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=365)
    side = forms.ChoiceField(label=_("Counted"), choices=SIDES)
    task_type = forms.ModelChoiceField(TaskType.objects.none(), label=_("Task type"), required=False, empty_label=_("any"))
    task_result = forms.ModelChoiceField(TaskResult.objects.none(), label=_("Result"), required=False, empty_label=_("any"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, rule, stage=None, by=None):
        self.rule, self.asks = rule, TRIGGERS[rule.trigger].asks
        super().__init__(data, initial=self._initial(stage, by))
        self.fields["owner"].queryset = User.objects.active().by_name()
        self.fields["task_type"].queryset = TaskType.objects.live()
        self.fields["task_result"].queryset = TaskResult.objects.live().filter(type__retired_at=None).select_related("type")
        self.fields["task_result"].label_from_instance = lambda result: f"{result.type}: {result}"
        self._choose_place()
        self._choose_field()
        for name in set(self.fields) - {*SHAPED, *self._needed(), "seen", "token"}:
            del self.fields[name]

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Give the rule a name."))
        if Rule.objects.live().filter(name=name).exclude(pk=self.rule.pk).exists():
            raise forms.ValidationError(_("There is a rule of this name."))
        return name

    def clean_section_code(self):
        code = self.cleaned_data["section_code"].strip()
        regulation, _slash, section = code.partition("/")
        if code and not Section.objects.is_known(regulation, section):
            raise forms.ValidationError(_("The handbook has no such section. Name it as its page does, for example CRM-01/7.1."))
        return code

    def clean_days(self):
        days = self.cleaned_data["days"]
        if self.rule.trigger == "idle" and days < 1:
            raise forms.ValidationError(_("At least one day."))
        return days

    def clean(self):
        facts = self.cleaned_data
        stage, funnel = facts.get("stage"), facts.get("funnel")
        if stage and funnel and stage.funnel_id != funnel.pk:
            self.add_error("stage", _("This stage belongs to another funnel."))
        if stage and any(action.get("stage") == stage.pk for action in self.rule.actions):
            self.add_error("stage", _("The rule moves deals to this stage: it would begin at its own end."))
        kind, result = facts.get("task_type"), facts.get("task_result")
        if result and (kind is None or result.type_id != kind.pk):
            self.add_error("task_result", _("This is no result of the chosen task type."))

    def values(self):
        """For the verb of the rule."""
        facts = dict(self.cleaned_data)
        facts.pop("seen", None)
        if facts.pop("side", "") == "before":
            facts["days"] = -facts["days"]
        if facts.get("stage") and "funnel" not in facts:
            facts["funnel"] = facts["stage"].funnel
        if self.rule.pk:
            facts.pop("token", None)
        return facts

    # -- steps ---------------------------------------------------------------

    def _needed(self):
        names = {"stage"} if "stage" in self.asks else {"funnel"}
        names |= {"stage"} if "maybe_stage" in self.asks else set()
        names |= {name for name in self.asks if name in self.base_fields}
        return names | ({"side"} if self.rule.trigger == "date" else set())

    def _initial(self, stage, by):
        rule = self.rule
        if not rule.pk:
            there = {"stage": stage, "funnel": stage.funnel} if stage else {}
            return {"token": uuid.uuid4(), "owner": by, "days": 3 if rule.trigger == "idle" else 0, **there}
        given = {name: getattr(rule, name) for name in (*SHAPED, "funnel", "stage", "field_key", "task_type", "task_result")}
        return given | {"days": abs(rule.days or 0), "side": "before" if (rule.days or 0) < 0 else "after", "seen": rule.mark}

    def _choose_place(self):
        funnels = Funnel.objects.for_deals()
        self.fields["funnel"].queryset = funnels
        stages = Stage.objects.live().open().filter(funnel__in=funnels).select_related("funnel")
        self.fields["stage"].queryset = stages.order_by("funnel__position", "funnel_id", "position")
        self.fields["stage"].label_from_instance = lambda stage: f"{stage.funnel.name}: {stage.name}"
        if "maybe_stage" in self.asks:
            self.fields["stage"].required, self.fields["stage"].empty_label = False, _("any stage")
            self.fields["stage"].label = _("Only at the stage")

    def _choose_field(self):
        choices = date_fields() if self.rule.trigger == "date" else changeable_fields()
        self.fields["field_key"].choices = [("", "—"), *choices]


def changeable_fields():
    """[(key, label)] of the fields whose change a rule may wait for."""
    return [(field.key, field.label) for field in deal_fields().values() if field.key not in ("stage", "task")]


def open_stage(pk):
    """An open stage of a funnel of deals, or None."""
    stages = Stage.objects.live().open().filter(funnel__in=Funnel.objects.for_deals())
    return stages.select_related("funnel").filter(pk=pk).first()

"""Conditions and actions, one at a time."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from chains.models import ChainTemplate
from crm_project.lib.formats import number
from crm_project.lib.text import clean, clean_line
from deals.models import Stage
from deals.naming import meanings, unknown_tokens
from tasks.models import TaskType

from .conditions import QUESTION_LABELS, QUESTIONS, WITHOUT_VALUE
from .webhook import wrong_address

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ConditionForm(forms.Form):
    """One question about one field."""

    op = forms.ChoiceField(label=_("Must hold"))
    value = forms.CharField(label=_("Value"), required=False, max_length=200)

    def __init__(self, data=None, *, field):
        super().__init__(data)
        self.field = field
        self.fields["op"].choices = [(op, QUESTION_LABELS[op]) for op in QUESTIONS[field.sort]]
        self._choose_value()

    def clean(self):
        op, value = self.cleaned_data.get("op"), self.cleaned_data.get("value")
        if op in WITHOUT_VALUE or "value" in self.errors or not op:
            return
        if value in (None, ""):
            self.add_error("value", _("Say which value."))
        elif op == "within" and not 0 <= value <= 365:
            self.add_error("value", _("From 0 to 365 days."))

    def given(self):
        op, value = self.cleaned_data["op"], self.cleaned_data.get("value")
        told = {"key": self.field.key, "op": op}
        return told if op in WITHOUT_VALUE else told | {"value": plain(value)}

    def _choose_value(self):
        sort, common = self.field.sort, {"label": _("Value"), "required": False}
        if sort == "link":
            self.fields["value"] = forms.ModelChoiceField(self.field.records, **common)
        elif sort == "number":
            self.fields["value"] = forms.DecimalField(max_digits=15, decimal_places=2, localize=True, **common)
        elif sort in ("choice", "choices"):
            self.fields["value"] = forms.ChoiceField(choices=[("", "")] + [(one, one) for one in self.field.options], **common)
        elif sort == "day":
            self.fields["value"] = forms.IntegerField(label=_("Days, for “within so many days”"), required=False)
        elif sort in ("yes_no", "there", "record"):
            del self.fields["value"]


class ActionForm(forms.Form):
    """The fields of one kind of action; `given()` is what the rule keeps."""

    kind = ""

    def __init__(self, data=None, *, rule, **_more):
        super().__init__(data)
        self.rule = rule
        if "who" in self.fields:
            people = [(str(user.pk), str(user)) for user in User.objects.active().by_name()]
            self.fields["who"].choices = [("owner", _("the owner of the deal")), ("head", _("the head of the owner")), *people]
        self.ready()

    def ready(self):
        """What depends on the rule."""

    def given(self):
        return {"do": self.kind} | {name: plain(value) for name, value in self.cleaned_data.items()}


class TaskActionForm(ActionForm):
    kind = "task"

    title = forms.CharField(label=_("What to do"), max_length=300)
    type = forms.ModelChoiceField(TaskType.objects.none(), label=_("Type"), empty_label=None)
    who = forms.ChoiceField(label=_("For whom"))
    days = forms.IntegerField(label=_("In how many days"), min_value=0, max_value=365, initial=1)
    time = forms.TimeField(label=_("At what time"), required=False, widget=TIME, help_text=_("Empty: within the day"))

    def ready(self):
        self.fields["type"].queryset = TaskType.objects.live()

    def clean_title(self):
        if not (title := clean_line(self.cleaned_data["title"])):
            raise forms.ValidationError(_("Say what to do."))
        return title


class GiveActionForm(ActionForm):
    kind = "give"

    who = forms.ChoiceField(label=_("To whom"))

    def ready(self):
        self.fields["who"].choices = [pair for pair in self.fields["who"].choices if pair[0] != "owner"]


class MoveActionForm(ActionForm):
    kind = "move"

    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("To the stage"), help_text=_("The same is asked of the deal as when a person moves it.")
    )

    def ready(self):
        self.fields["stage"].queryset = self.rule.funnel.stages.live().exclude(kind="lost").order_by("position")

    def clean_stage(self):
        if (stage := self.cleaned_data["stage"]).pk == self.rule.stage_id:
            raise forms.ValidationError(gettext("The rule begins at “{stage}”: choose another stage.").format(stage=stage))
        return stage


class ChainActionForm(ActionForm):
    kind = "chain"

    chain = forms.ModelChoiceField(
        ChainTemplate.objects.none(),
        label=_("Which chain"),
        help_text=_("Once for each event, and never while this chain goes on about the deal. Its owner watches over it."),
    )

    def ready(self):
        self.fields["chain"].queryset = ChainTemplate.objects.live()


class NotifyActionForm(ActionForm):
    kind = "notify"

    who = forms.ChoiceField(label=_("Who is told"))
    text = forms.CharField(label=_("Text"), max_length=300, help_text=_("Words in braces become what the deal says: {tokens}"))

    def ready(self):
        field = self.fields["text"]
        field.help_text = str(field.help_text).format(
            tokens=", ".join(_told(token, label) for token, label in meanings(self.rule.funnel).items())
        )

    def clean_text(self):
        if not (text := clean_line(self.cleaned_data["text"])):
            raise forms.ValidationError(_("Say what to tell."))
        if unknown := unknown_tokens(text, self.rule.funnel):
            raise forms.ValidationError(_("There is no token {%(token)s}."), params={"token": unknown[0]})
        return text


def _told(token, label):
    """An own field has a number for a name: what it is called stands beside it."""
    return f"{{{token}}} ({label})" if token.startswith("extra_") else f"{{{token}}}"


class WebhookActionForm(ActionForm):
    kind = "webhook"

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("It is sent the number, name, funnel, stage and owner of the deal; no phones, no sums."),
    )

    def clean_url(self):
        url = self.cleaned_data["url"].strip()
        if wrong := wrong_address(url):
            raise forms.ValidationError(wrong)
        return url if urlsplit(url).path else f"{url}/"


class SetActionForm(ActionForm):
    """A value for one field; a date is counted from the day of acting."""

    kind = "set"

    def __init__(self, data=None, *, rule, reader):
        self.reader = reader
        super().__init__(data, rule=rule)

    def ready(self):
        field = self.reader.form_field()
        if isinstance(field, forms.DateField):
            self.fields["days"] = forms.IntegerField(
                label=_("{field}: in how many days from the day of acting").format(field=self.reader.label),
                min_value=-365, max_value=365, initial=7,
            )  # fmt: skip
            return
        field.required = not isinstance(field, forms.NullBooleanField)
        self.fields["value"] = field

    def given(self):
        told = {"do": self.kind, "key": self.reader.key}
        if "days" in self.cleaned_data:
            return told | {"days": self.cleaned_data["days"]}
        value = self.cleaned_data["value"]
        return told | {"value": plain(value), "shown": _shown(value)}


_KINDS = (TaskActionForm, GiveActionForm, MoveActionForm, ChainActionForm, NotifyActionForm, WebhookActionForm)
FORMS = {form.kind: form for form in _KINDS}


def plain(value):
    """A cleaned value as a JSON primitive."""
    if hasattr(value, "pk"):
        return value.pk
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "strftime"):
        return value.strftime("%H:%M")
    if isinstance(value, str):
        return clean(value)
    return "" if value is None else value


def _shown(value):
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        return number(value, 0 if value == value.to_integral_value() else 2)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

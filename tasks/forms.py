import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line

from .due import Due, today
from .lengths import LengthField
from .models import CalendarFeed, TaskResult, TaskType
from .permissions import may_give, people_for, sees_others
from .refusals import ResultNeeded
from .reminding import MOST

REMINDERS = [
    (0, _("at the moment itself")),
    (15, _("15 minutes before")),
    (60, _("an hour before")),
    (1440, _("a day before")),
    (4320, _("three days before")),
]
ESCALATIONS = [
    ("", _("never")),
    (60, _("after an hour of work")),
    (120, _("after two hours of work")),
    (240, _("after four hours of work")),
    (480, _("after eight hours of work")),
    (960, _("after sixteen hours of work")),
]
USUAL_REMINDER = 15


def day_input(**attrs):
    return forms.DateInput(attrs={"type": "date", "min": "1900-01-01", "max": "2100-12-31", **attrs}, format="%Y-%m-%d")


def time_input(**attrs):
    return forms.TimeInput(attrs={"type": "time", **attrs}, format="%H:%M")


class RemindersField(forms.TypedMultipleChoiceField):
    """Up to three spans before the task; none chosen means no reminder."""

    def __init__(self, **options):
        options = {"choices": REMINDERS, "coerce": int, "required": False, "initial": [USUAL_REMINDER]} | options
        super().__init__(label=_("Remind"), widget=forms.CheckboxSelectMultiple, **options)

    def to_python(self, value):
        return super().to_python([word for word in value or [] if word != ""])

    def clean(self, value):
        chosen = super().clean(value)
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Three reminders at most."))
        return chosen


class DueFields(forms.Form):
    """A date and, unless it takes the whole day, an hour of the reader's own clock."""

    day = forms.DateField(label=_("Date"), input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], widget=day_input())
    time = forms.TimeField(
        label=_("Time"), required=False, input_formats=["%H:%M", "%H:%M:%S"], widget=time_input(), help_text=_("empty: all day")
    )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not clock.is_valid_date(day):
            raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        if day < today():
            raise forms.ValidationError(_("This day is over: choose today or a later one."))
        return day

    def clean(self):
        cleaned = super().clean()
        has_hour = cleaned.get("day") and cleaned.get("time")
        if has_hour and self.due.facts()["due_at"] <= clock.now():
            self.add_error("time", _("This time has passed already."))
        return cleaned

    @property
    def due(self):
        return Due(self.cleaned_data["day"], self.cleaned_data.get("time"))


class TaskForm(DueFields):
    """Plan a task: what, when, who. It calls `Task.plan` with `facts`."""

    type = forms.ModelChoiceField(TaskType.objects.none(), label=_("Type"), widget=forms.RadioSelect, empty_label=None)
    title = forms.CharField(label=_("What to do"), max_length=300, required=False)
    owner = forms.ModelChoiceField(TaskType.objects.none(), label=_("Who"), required=False, empty_label=None)
    minutes = LengthField()
    remind_minutes = RemindersField()
    note = forms.CharField(label=_("Note"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}))
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = ["type", "title", "day", "time", "minutes", "owner", "remind_minutes", "note", "token"]

    def __init__(self, *args, user, initial=None, **kwargs):
        initial = {"owner": user.pk, "token": uuid.uuid4()} | (initial or {})
        super().__init__(*args, initial=initial, **kwargs)
        self.user = user
        self.fields["type"].queryset = TaskType.objects.live()
        self.types = list(TaskType.objects.live())
        self.fields["type"].initial = initial.get("type") or (self.types[0].pk if self.types else None)
        self.fields["owner"].queryset = people_for(user)
        if self.has_no_choice_of_people:
            self.fields["owner"].widget = forms.HiddenInput()

    @property
    def has_no_choice_of_people(self):
        return self.user.people_ids_in(self.user.scope_of("task", "create")) in (set(), {self.user.pk})

    def clean_title(self):
        return clean_line(self.cleaned_data["title"])

    def clean_owner(self):
        owner = self.cleaned_data["owner"] or self.user
        if not may_give(self.user, owner):
            raise forms.ValidationError(_("You cannot give tasks to this person."))
        return owner

    def facts(self):
        """What `Task.plan` takes; a task without words is named after its type."""
        taken = {name: self.cleaned_data.get(name) for name in ("type", "owner", "minutes", "remind_minutes", "note", "token")}
        return {"title": self.cleaned_data["title"] or taken["type"].name} | taken | self.due.facts()


class NextTaskForm(TaskForm):
    """The task after the one that is being completed."""

    use_required_attribute = False
    prefix = "next"
    minutes = None
    remind_minutes = None
    note = None

    def facts(self):
        taken = {name: self.cleaned_data[name] for name in ("type", "owner", "token")}
        return {"title": self.cleaned_data["title"] or taken["type"].name, "remind_minutes": USUAL_REMINDER} | taken | self.due.facts()


class CompletionForm(forms.Form):
    """The result of a task: a word of the dictionary, text where the type asks for it."""

    result = forms.ModelChoiceField(
        TaskResult.objects.none(), label=_("Result"), required=False, widget=forms.RadioSelect, empty_label=None
    )
    text = forms.CharField(
        label=_("What came of it"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""})
    )
    plan_next = forms.BooleanField(label=_("Plan the next task"), required=False)
    hand_over = forms.BooleanField(label=_("Hand over further"), required=False)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].queryset = task.type.results.live()
        self.fields["text"].required = task.type.needs_text

    def refuse(self, refusal):
        """A refusal of the verb, said at the field it is about."""
        if isinstance(refusal, ResultNeeded):
            self.add_error("text", _("Write what came of it."))
        else:
            self.add_error("result", _("Choose a result of this type."))


class GiveForm(forms.Form):
    owner = forms.ModelChoiceField(TaskType.objects.none(), label=_("Who"), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_for(user)


class FeedForm(forms.Form):
    scope = forms.ChoiceField(label=_("What the calendar shows"), choices=CalendarFeed.Scope.choices, initial=CalendarFeed.Scope.OWN)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not sees_others(user):
            self.fields["scope"].choices = CalendarFeed.Scope.choices[:1]


class TypeForm(forms.ModelForm):
    """A type of task and its results, one a line."""

    results = forms.CharField(
        label=_("Results"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One on a line, in this order."),
        max_length=4000,
    )
    icon = forms.ChoiceField(label=_("Icon"), widget=forms.RadioSelect)
    escalate_after = forms.TypedChoiceField(
        label=_("Tell the superior when it stays overdue"),
        choices=ESCALATIONS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For tasks planned or moved from now on."),
    )

    class Meta:
        model = TaskType
        fields = ["name", "icon", "minutes", "needs_text", "escalate_after"]

    ICONS = ["phone", "map-pin", "mail", "file-invoice", "file-text", "checkbox", "users", "truck", "tool", "eye", "message", "star"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.instance.icon if self.instance.pk else ""
        icons = self.ICONS if known in ("", *self.ICONS) else [known, *self.ICONS]
        self.fields["icon"].choices = [(icon, icon) for icon in icons]
        if self.instance.pk:
            self.initial["results"] = "\n".join(result.name for result in self.instance.results.live())

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if TaskType.objects.live().exclude(pk=self.instance.pk).filter(name=name).exists():
            raise forms.ValidationError(_("There is a type of this name already."))
        return name

    def facts(self):
        """What `TaskType.shape` takes."""
        names = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return names | {"results": self.cleaned_data["results"].splitlines()}

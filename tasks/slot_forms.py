"""A place in the calendar, as it comes from the address of a slot and from a task that is dropped there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm_project.lib import clock

from .due import Due, today
from .forms import DueFields
from .lengths import LONGEST, LengthField, choices
from .models.task import SHORTEST
from .permissions import people_for
from .ready_dates import usual


class DueForm(DueFields):
    """Another date of a task, and how long it takes."""

    minutes = LengthField()

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = choices(task.length)
        self.initial["minutes"] = task.length

    def facts(self):
        """What `Task.move_due` takes."""
        return {"minutes": self.cleaned_data["minutes"]} | self.due.facts()


class SlotForm(forms.Form):
    """Where a task was dropped: the date, the hour or all day, the length, the person; `seen` is where it stood."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])
    time = forms.TimeField(required=False, input_formats=["%H:%M"])
    minutes = forms.IntegerField(required=False, min_value=SHORTEST, max_value=LONGEST)
    owner = forms.ModelChoiceField(User.objects.none(), required=False)
    seen = forms.CharField(required=False, max_length=40)

    def __init__(self, *args, task, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.task = task
        self.fields["owner"].queryset = people_for(user) | User.objects.by_ids([task.owner_id])

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not clock.is_valid_date(day):
            raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        return day

    def clean(self):
        cleaned = super().clean()
        if self.errors or self._stays(cleaned):
            return cleaned
        if cleaned["day"] < today():
            raise forms.ValidationError(_("This day is over: choose today or a later one."))
        if cleaned.get("time") and self._due(cleaned).facts()["due_at"] <= clock.now():
            raise forms.ValidationError(_("This time has passed already."))
        return cleaned

    def facts(self):
        """What `Task.move_due` takes; a task that stays where it is keeps its very moment."""
        told = self.cleaned_data
        due = {"due_at": self.task.due_at, "due_on": self.task.due_on} if self._stays(told) else self._due(told).facts()
        return due | {"minutes": told["minutes"], "owner": told["owner"], "seen": told["seen"] or None}

    @property
    def complaint(self):
        """The first thing that is wrong, in words."""
        return next(str(error) for errors in self.errors.values() for error in errors)

    def _due(self, told):
        return Due(told["day"], told.get("time"))

    def _stays(self, told):
        return self._due(told) == Due.of(self.task)


class AskedSlot(forms.Form):
    """The slot that was pressed, in the address of the form of a new task; what makes no sense is as if not said."""

    on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    at = forms.TimeField(required=False, input_formats=["%H:%M"])
    person = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["person"].queryset = people_for(user)

    def beginning(self):
        """What the form of a new task begins with."""
        told = self.cleaned_data if self.is_valid() else {}
        begins = usual(self.user)
        if told.get("on") and clock.is_valid_date(told["on"]):
            begins = {"day": told["on"], "time": told["at"]}
        return begins | ({"owner": told["person"].pk} if told.get("person") else {})

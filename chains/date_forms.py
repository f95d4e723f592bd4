"""Other dates of a step: typed in the dialog, or drawn in the chart of terms."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib import clock

from .timing import Hours

WALL = "%Y-%m-%dT%H:%M"
COMPLAINTS = {
    "ends_before_it_begins": gettext_lazy("A step ends after it begins."),
    "in_the_past": gettext_lazy("This time has passed already: choose a later one."),
    "too_far": gettext_lazy("A year from 1900 to 2100 is needed."),
    "before_the_one_before": gettext_lazy("The step before it ends later than that: move that one first."),
}


def _wall(label):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[WALL, f"{WALL}:%S"])


class DatesForm(forms.Form):
    """Both planned moments; `version` is that of the run the person saw."""

    start = _wall(gettext_lazy("Begins"))
    finish = _wall(gettext_lazy("Ends"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, step, **kwargs):
        walls = {name: timezone.localtime(getattr(step, f"planned_{name}")) for name in ("start", "finish")}
        super().__init__(*args, initial=walls | {"version": step.run.version}, **kwargs)
        self.step = step
        self.fields["start"].disabled = step.is_going

    def clean_start(self):
        return self._kept_if_same("start")

    def clean_finish(self):
        return self._kept_if_same("finish")

    def refuse(self, code):
        self.add_error("finish" if code == "ends_before_it_begins" or self.step.is_going else "start", COMPLAINTS[code])

    def _kept_if_same(self, name):
        """A form knows minutes: what was not touched keeps its very moment."""
        asked, known = self.cleaned_data[name], getattr(self.step, f"planned_{name}")
        if not clock.is_valid_date(timezone.localtime(asked).date()):
            raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        return known if asked == known.replace(second=0, microsecond=0) else asked


class PlaceForm(forms.Form):
    """Where a bar was dropped: only `start` moves all of it, and it keeps its working time; only `finish` draws it longer or shorter."""

    start = forms.DateTimeField(input_formats=[WALL], required=False)
    finish = forms.DateTimeField(input_formats=[WALL], required=False)
    version = forms.IntegerField()

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step

    def clean(self):
        told = super().clean()
        if not self.errors and bool(told.get("start")) == bool(told.get("finish")):
            raise forms.ValidationError(_("Say where the step goes."))
        for at in (told.get("start"), told.get("finish")):
            if at and not clock.is_valid_date(timezone.localtime(at).date()):
                raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        return told

    def terms(self):
        """(start, finish) that `ChainRun.replan` takes."""
        step, told = self.step, self.cleaned_data
        if told["finish"]:
            return step.planned_start, told["finish"]
        hours, who = Hours(step.run.owner), step.executor
        start = hours.later(who, told["start"], 0)
        return start, hours.later(who, start, hours.between(who, step.planned_start, step.planned_finish) or step.minutes)

    @property
    def complaint(self):
        return " ".join(error for errors in self.errors.values() for error in errors)

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from contacts.models import Channel, Segment, Source
from crm_project.lib import clock

from .models import Scenario

_CONDITIONS = ("sources", "channels", "segments", "regions", "department", "hours")
_DICTIONARIES = {"sources": Source, "channels": Channel, "segments": Segment}


class ScenarioForm(forms.ModelForm):
    """A scenario with its people: one box for the share of each, and whoever has none is not in it."""

    class Meta:
        model = Scenario
        fields = ["name", "way", "answer_minutes", *_CONDITIONS, "skips_unclean", "first_task"]
        widgets = dict.fromkeys(_DICTIONARIES, forms.CheckboxSelectMultiple)
        help_texts = {
            "answer_minutes": _("Then the lead goes to the next one, and the head is told. Empty: nobody is hurried."),
            "regions": _("Towns and regions, with commas: by the answers of the form, else by address and segments of a known client."),
            "hours": _("By the calendar of the department the lead came to; in working hours only those at work are asked."),
            "first_task": _("Is planned for whoever gets the lead: what to do first, and by which script."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in _DICTIONARIES.items():
            self.fields[name].queryset = words.objects.live()
        self.fields["department"].queryset = Department.objects.live()
        self.fields["department"].empty_label = _("any")
        known = {seat.user_id: seat.share for seat in self.instance.seats.all()} if self.instance.pk else {}
        for user in self.people:
            label = _("Share of %(name)s") % {"name": user}
            self.fields[_box(user)] = forms.IntegerField(
                label=label, min_value=0, max_value=100, required=False, initial=known.get(user.pk)
            )
            self.fields[_box(user)].widget.attrs |= {
                "class": "form-control form-control-sm tn",
                "inputmode": "numeric",
                "aria-label": label,
            }

    @cached_property
    def people(self):
        """Who may be asked: whoever has access and works with leads."""
        return list(User.objects.active().who_work_with("lead").with_rights().by_name())

    @property
    def rows(self):
        return [(user, self[_box(user)]) for user in self.people]

    @property
    def conditions(self):
        return [self[name] for name in _CONDITIONS if name not in _DICTIONARIES or self.fields[name].queryset.exists()]

    @property
    def has_conditions(self):
        return bool(self.errors) or any(self[name].value() not in (None, "", [], Scenario.Hours.ANY) for name in _CONDITIONS)

    @property
    def has_more(self):
        return bool(self.errors or self["skips_unclean"].value() or self["first_task"].value())

    @property
    def shares(self):
        given = {user: self.cleaned_data.get(_box(user)) for user in self.people}
        return {user: share for user, share in given.items() if share}

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self):
        data = super().clean()
        if not self.errors and not self.shares:
            self.add_error(None, _("Give at least one person a share."))
        elif not self.errors and data["way"] == Scenario.Way.ONE and len(self.shares) > 1:
            self.add_error(None, _("One person is meant to get these leads: leave the others without a share."))
        return data


class TrialForm(forms.Form):
    """An enquiry that never came: who would be asked?"""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False)
    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("Channel"), required=False)
    segment = forms.ModelChoiceField(Segment.objects.none(), label=_("Segment of the client"), required=False)
    region = forms.CharField(label=_("Region"), max_length=200, required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department it comes to"), empty_label=None)
    moment = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), required=False
    )

    def __init__(self, *args, user, **kwargs):
        kwargs["initial"] = {"department": user.department_id, "moment": clock.now(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name, words in (("source", Source), ("channel", Channel), ("segment", Segment), ("department", Department)):
            self.fields[name].queryset = words.objects.live()
        for name in ("source", "channel", "segment"):
            self.fields[name].empty_label = _("not told")

    def clean_moment(self):
        moment = self.cleaned_data["moment"]
        if moment and not clock.is_valid_date(moment.date()):
            raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        return moment


def _box(user):
    return f"share_{user.pk}"

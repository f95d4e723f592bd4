"""To whom a test is given: people, a position or a department, as far as the giver answers for them."""

import uuid

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Department, Position, User
from crm_project.lib import clock
from regulations.book import index_in_force
from regulations.models import Section

from .dates import Days
from .models import TestAssignment, TestDefinition
from .results import people_of


class AssignForm(forms.Form):
    """Calls `TestAssignment.give(test, chosen(), **facts())`."""

    use_required_attribute = False

    test = forms.ModelChoiceField(TestDefinition.objects.none(), label=pgettext_lazy("staff", "Test"), empty_label=None)
    section = forms.TypedChoiceField(label=gettext_lazy("Section, for a test on a section"), required=False, coerce=int, empty_value=None)
    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("People"), required=False, widget=forms.CheckboxSelectMultiple
    )
    position = forms.ModelChoiceField(Position.objects.none(), label=gettext_lazy("or everybody in the position"), required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=gettext_lazy("or everybody in the department and below"), required=False
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be passed by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("A word to them"), required=False, max_length=500)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, initial=None, **kwargs):
        known = {name: value for name, value in (initial or {}).items() if name in ("test", "section", "people")}
        super().__init__(*args, initial={"token": uuid.uuid4()} | known, **kwargs)
        self.user, self.theirs = user, people_of(user)
        self.fields["test"].queryset = TestDefinition.objects.to_be_given().order_by("pk")
        self.fields["people"].queryset = self.theirs
        self.fields["position"].queryset = Position.objects.live()
        self.fields["department"].queryset = Department.objects.live().visible_to(user)
        entries = sorted(index_in_force(get_language()).values(), key=lambda one: one.place)
        self.fields["section"].choices = [("", "—"), *((one.section_id, f"{one.regulation} {one.label}") for one in entries)]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and (not clock.is_valid_date(day) or day < clock.local_today()):
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def clean(self):
        cleaned = super().clean()
        test = cleaned.get("test")
        if test and test.genre == TestDefinition.Genre.SECTION and not cleaned.get("section"):
            self.add_error("section", _("Say on which section."))
        if not (cleaned.get("people") or cleaned.get("position") or cleaned.get("department")):
            self.add_error("people", _("Choose people of your own: a person, a position or a department."))
        return cleaned

    def chosen(self):
        """Those chosen one by one, and everybody of the position and of the department; all of them the giver's own."""
        named, position, department = (self.cleaned_data[name] for name in ("people", "position", "department"))
        found = set(named)
        if position or department:
            theirs = self.theirs.filter(position=position) if position else self.theirs
            theirs = theirs.filter(department__path__startswith=department.path) if department else theirs
            found |= set(theirs)
        return sorted(found, key=lambda person: person.pk)

    def facts(self):
        cleaned, facts = self.cleaned_data, {"note": self.cleaned_data["note"], "token": self.cleaned_data["token"]}
        if cleaned["test"].genre == TestDefinition.Genre.SECTION:
            facts["section"] = Section.objects.get(pk=cleaned["section"])
        if cleaned["due_on"]:
            facts["due_at"] = Days().timetable.cut_off(self.user, cleaned["due_on"])
        return facts


def give_section_test(people, section, *, origin, reason=TestAssignment.Reason.VIOLATION, note=""):
    """The ready test on one section, by the system, once per person and cause; nothing where the company has no such test."""
    test = TestDefinition.objects.of_genre(TestDefinition.Genre.SECTION).filter(regulation=section.regulation).first()
    return TestAssignment.give(test, people, by=None, section=section, reason=reason, origin=origin, note=note) if test else []

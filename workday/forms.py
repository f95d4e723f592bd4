from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.absences import may_enter, people_ids
from accounts.forms.fields import WordsField
from accounts.models import User
from crm_project.lib import clock
from crm_project.lib.text import clean_line

from .actions import offered
from .models import RuleSetting
from .rules import RULES

HAS_BEGUN = _("Days are judged already. A rule that is switched off asks for nothing from tomorrow on.")


class ReasonForm(forms.Form):
    reason = WordsField(label=_("Reason"), max_length=2000)


class ExplanationForm(forms.Form):
    reason = WordsField(label=_("How it came about"), max_length=2000)


class LookForm(forms.Form):
    text = WordsField(label=_("What lies behind it"), max_length=2000)


class RulesForm(forms.ModelForm):
    """What a department asks for from its next day on."""

    judged_from = forms.DateField(
        label=_("Control is on from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Until then the lists show what is open, and nothing is judged."),
    )
    warnings = forms.CharField(
        label=_("Warn before the close, minutes"), required=False, help_text=_("Two numbers, such as 60 and 15; empty: no warnings.")
    )

    class Meta:
        model = RuleSetting
        fields = ["unprocessed", "min_age", "no_task", "overdue", "leads", "morning_at"]
        widgets = {"morning_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}

    def __init__(self, *args, department, since=None, asks_for_more=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.asks_for_more, self.own_first = asks_for_more, department.judged_from
        self.fields["judged_from"].initial = department.judged_from or since
        if since:
            self.fields["judged_from"].disabled, self.fields["judged_from"].help_text = True, HAS_BEGUN
        self.fields["warnings"].initial = ", ".join(map(str, self.instance.warnings))
        for rule in RULES if self.asks_for_more else ():
            self._offer_acts(rule)
        if self.asks_for_more:
            self._offer_signals()
        self.order_fields(["judged_from", "unprocessed", "min_age", "no_task", "overdue", "leads", "warnings", "morning_at"])

    def _offer_acts(self, rule):
        self.fields[f"after_{rule.code}"] = forms.MultipleChoiceField(
            label=rule.label,
            required=False,
            choices=offered(rule.code),
            initial=self.instance.actions.get(rule.code, []),
            widget=forms.CheckboxSelectMultiple(attrs={"data-wide": True}),
        )

    def _offer_signals(self):
        self.fields["after_third"] = forms.MultipleChoiceField(
            label=_("Third breach in 10 working days: the person reads the section of the handbook again"),
            required=False,
            choices=[(rule.code, rule.label) for rule in RULES],
            initial=self.instance.signals,
            widget=forms.CheckboxSelectMultiple(attrs={"data-wide": True}),
        )

    def clean(self):
        """What the system does by itself stays as it was where it is not asked about."""
        cleaned = super().clean()
        chosen = {rule.code: cleaned.get(f"after_{rule.code}", []) for rule in RULES}
        cleaned["actions"] = chosen if self.asks_for_more else self.instance.actions
        cleaned["signals"] = cleaned.get("after_third", []) if self.asks_for_more else self.instance.signals
        return cleaned

    def clean_warnings(self):
        words = self.cleaned_data["warnings"].replace(";", ",").replace(" ", ",").split(",")
        numbers = [word for word in words if word]
        if not all(word.isdecimal() and 1 <= int(word) <= 240 for word in numbers) or len(numbers) > 4:
            raise forms.ValidationError(_("Minutes from 1 to 240, four at most, such as 60, 15."))
        return sorted({int(word) for word in numbers}, reverse=True)

    def clean_judged_from(self):
        if self.fields["judged_from"].disabled:
            return self.own_first
        day = self.cleaned_data["judged_from"]
        if day and not clock.is_valid_date(day):
            raise forms.ValidationError(_("This year cannot be meant."))
        return day

    def refuse(self, refusal):
        words = {
            "ControlHasBegun": HAS_BEGUN,
            "BeginsTooEarly": _("The first judged day is tomorrow at the earliest: nobody is judged for days that went by."),
        }
        self.add_error("judged_from", words[type(refusal).__name__])

    @property
    def seldom(self):
        """Fields that a small department leaves as they are."""
        return [self[name] for name in ("warnings", "morning_at", "judged_from")]

    @property
    def acts(self):
        """What the system does by itself after a breach, rule by rule; nothing where it is not asked about."""
        return [self[name] for name in self.fields if name.startswith("after_")]

    @property
    def usual(self):
        return [self[name] for name in ("unprocessed", "min_age", "no_task", "overdue", "leads")]


class AbsenceForm(forms.Form):
    """Who is away from when to when, and who stands in."""

    user = forms.TypedChoiceField(label=_("Who is away"), empty_value=None)
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    to_on = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    deputy = forms.TypedChoiceField(
        label=_("Who stands in"),
        required=False,
        empty_value=None,
        help_text=_("The rules of the day are asked of this person meanwhile."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        ids = people_ids(by)
        people = User.objects.active().with_rights().by_name()
        people = {str(person.pk): person for person in (people if ids is None else people.filter(pk__in=ids))}
        leads_themselves = by.has_right("configure")
        self._offer("user", {pk: person for pk, person in people.items() if leads_themselves or person.pk != by.pk}, "—")
        able = {pk: person for pk, person in people.items() if person.may("edit", "deal")}
        self._offer("deputy", able, _("nobody: the head answers"))

    def _offer(self, name, people, nobody):
        """One query serves both lists of people."""
        self.fields[name].choices = [("", nobody), *((pk, str(person)) for pk, person in people.items())]
        self.fields[name].coerce = people.__getitem__

    def clean_reason(self):
        return clean_line(self.cleaned_data["reason"])

    def clean(self):
        cleaned = super().clean()
        first, last, user = cleaned.get("from_on"), cleaned.get("to_on"), cleaned.get("user")
        for name, day in (("from_on", first), ("to_on", last)):
            if day and not clock.is_valid_date(day):
                self.add_error(name, _("This year cannot be meant."))
        if first and last and last < first:
            self.add_error("to_on", _("The absence ends before it begins."))
        if last and last < clock.local_today() and "to_on" not in self.errors:
            self.add_error("to_on", _("These dates are over: what was closed stays as it was judged."))
        if user and cleaned.get("deputy") == user:
            self.add_error("deputy", _("Nobody stands in for themselves."))
        if user and not may_enter(self.by, user):
            self.add_error("user", _("Only an administrator or their head notes that."))
        return cleaned

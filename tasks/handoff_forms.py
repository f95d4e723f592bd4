"""Forms of the hand-off: what the next person gets, why something comes back, what holds of all of them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext_lazy

from accounts.forms.fields import WordsField
from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import File
from timeline.privacy import closed_places

from .due import today
from .forms import ESCALATIONS, TaskForm, day_input
from .models import HandoffReason, HandoffRules
from .models.handoff import ITEM_LENGTH, MOST_ITEMS
from .permissions import people_to_hand_to
from .refusals import CannotReceive

MOST_FILES = 30


class HandOverForm(TaskForm):
    """What the next person has to do. It calls `Handoff.give` with `facts`."""

    use_required_attribute = False
    prefix = "hand"
    remind_minutes = None
    planned_start = forms.DateField(
        label=_("Planned start"), required=False, input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], widget=day_input()
    )
    checklist = forms.CharField(
        label=_("Check list"),
        required=False,
        max_length=20_000,
        help_text=_("one line, one thing"),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )
    files = forms.ModelMultipleChoiceField(
        File.objects.none(), label=_("Files that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    gives_ownership = forms.BooleanField(label=_("They become responsible for the card, too"), required=False)

    def __init__(self, *args, user, subject, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.subject = subject
        owner = self.fields["owner"]
        owner.queryset = people_to_hand_to().exclude(pk=user.pk).select_related("department").by_name()
        owner.label, owner.required, owner.empty_label, owner.widget = _("To whom"), True, "—", forms.Select()
        owner.widget.choices = owner.choices
        owner.label_from_instance = lambda person: f"{person} · {person.department}"
        self.initial.pop("owner", None)
        self.fields["day"].label = _("To be done by")
        self.fields["note"].label = _("What they should know")
        self.fields["files"].queryset = self._files()
        if subject is None or subject.kind not in ("deal", "lead") or subject.owner_id != user.pk:
            del self.fields["gives_ownership"]

    has_no_choice_of_people = False

    def clean_owner(self):
        return self.cleaned_data["owner"]

    def clean_checklist(self):
        lines = [clean_line(line) for line in self.cleaned_data["checklist"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_ITEMS:
            many = npgettext_lazy("lines of a check list", "At most %(n)s line.", "At most %(n)s lines.", "n")
            raise forms.ValidationError(many % {"n": MOST_ITEMS})
        if any(len(line) > ITEM_LENGTH for line in lines):
            raise forms.ValidationError(_("A line is at most 200 letters long."))
        return lines

    def clean_planned_start(self):
        start = self.cleaned_data["planned_start"]
        if start and not clock.is_valid_date(start):
            raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        if start and start < today():
            raise forms.ValidationError(_("This day is over: choose today or a later one."))
        return start

    def clean(self):
        cleaned = super().clean()
        start, day = cleaned.get("planned_start"), cleaned.get("day")
        if start and day and start > day:
            self.add_error("planned_start", _("It starts after it is to be done."))
        return cleaned

    def refuse(self, refusal):
        """A refusal of the verb, said at the field it is about."""
        if isinstance(refusal, CannotReceive):
            self.add_error("owner", _("This person cannot take it: they do not work with tasks, or not with such clients."))
        else:
            self.add_error(None, _("Only who may change the card hands it over, and only its owner gives it away."))

    def facts(self):
        """What `Handoff.give` takes; a task without words is named after its type."""
        cleaned = self.cleaned_data
        taken = {name: cleaned[name] for name in ("type", "note", "token", "planned_start", "checklist", "files")}
        taken["gives_ownership"] = bool(cleaned.get("gives_ownership"))
        return {"to": cleaned["owner"], "title": cleaned["title"] or taken["type"].name} | taken | self.due.facts()

    def _files(self):
        if self.subject is None:
            return File.objects.none()
        kind, pk = self.subject.kind, self.subject.pk
        newest = File.objects.of(kind, pk).live().outside(closed_places(self.user)).newest_first().values("pk")[:MOST_FILES]
        return File.objects.with_pks(list(newest.values_list("pk", flat=True)))


class SendBackForm(forms.Form):
    reason = forms.ModelChoiceField(
        HandoffReason.objects.none(), label=_("Reason"), required=False, widget=forms.RadioSelect, empty_label=None
    )
    text = WordsField(label=_("What is lacking"), max_length=2000, attrs={"autofocus": True})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = HandoffReason.objects.live()


class RulesForm(forms.Form):
    """The limit of all hand-offs, and the reasons, one on a line."""

    accept_minutes = forms.TypedChoiceField(
        label=_("Tell the superior when a hand-off is not accepted"), choices=ESCALATIONS, coerce=int, empty_value=None, required=False
    )
    reasons = forms.CharField(
        label=_("Reasons for a return"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One on a line, in this order."),
        max_length=4000,
    )

    def __init__(self, *args, **kwargs):
        names = "\n".join(HandoffReason.objects.live().values_list("name", flat=True))
        super().__init__(*args, initial={"accept_minutes": HandoffRules.current().accept_minutes, "reasons": names}, **kwargs)

    def facts(self):
        return {"accept_minutes": self.cleaned_data["accept_minutes"], "reasons": self.cleaned_data["reasons"].splitlines()}

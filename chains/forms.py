"""Begin a chain, stop it, name who does a step."""

import uuid
from datetime import time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms.fields import WordsField
from accounts.models import User
from crm_project.lib import clock
from crm_project.lib.working_time import instant_of
from tasks.due import today
from tasks.forms import day_input
from tasks.permissions import people_to_hand_to
from timeline.models import File
from timeline.privacy import closed_places

from .executors import Casting
from .models import ChainRun
from .models.run import usual_way
from .refusals import CannotDoStep, NobodyToBegin, TemplateRetired

MOST_FILES = 30


class PersonField(forms.TypedChoiceField):
    """Whoever works with tasks, in any department: `people` is {id: person}, read once for all the fields of a form."""

    def __init__(self, people, *, nobody="", **options):
        choices = [("", nobody)] if nobody else []
        choices += [(pk, f"{person} · {person.department}") for pk, person in people.items()]
        super().__init__(choices=choices, coerce=lambda pk: people[int(pk)], empty_value=None, **options)


class PeopleField(forms.ModelMultipleChoiceField):
    def __init__(self, **options):
        super().__init__(User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, **options)


def workers():
    """{id: person} by name."""
    return {person.pk: person for person in people_to_hand_to().with_rights().by_name()}


class StartForm(forms.Form):
    """Who does which step, when the first one begins, what everybody should know. It calls `ChainRun.start` with `facts`."""

    use_required_attribute = False

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=200)
    day = forms.DateField(
        label=gettext_lazy("The first step begins"), input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], widget=day_input()
    )
    note = forms.CharField(
        label=gettext_lazy("What everybody should know"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )
    participants = PeopleField(label=gettext_lazy("Who else takes part"))
    files = forms.ModelMultipleChoiceField(
        File.objects.none(), label=gettext_lazy("Files that go along"), required=False, widget=forms.CheckboxSelectMultiple
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, template, subject, user, **kwargs):
        initial = {"name": template.name, "day": today(), "token": uuid.uuid4()}
        super().__init__(*args, initial=initial, **kwargs)
        self.template, self.subject, self.user = template, subject, user
        people = workers()
        self.fields["participants"].queryset = User.objects.by_ids(people)
        self.fields["participants"].choices = [(pk, str(one)) for pk, one in people.items() if pk != user.pk]
        self.fields["files"].queryset = self._files()
        self.snapshot = template.snapshot()
        self.way = [facts["key"] for facts in usual_way(self.snapshot, self.snapshot[0]["key"])] if self.snapshot else []
        self._cast(people)

    @property
    def casting(self):
        """The selects of the steps, in their order."""
        return [self[f"who-{key}"] for key in self.way]

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not clock.is_valid_date(day):
            raise forms.ValidationError(_("A year from 1900 to 2100 is needed."))
        if day < today():
            raise forms.ValidationError(_("This day is over: choose today or a later one."))
        return day

    def refuse(self, refusal):
        """A refusal of the verb, said at the field it is about."""
        if isinstance(refusal, CannotDoStep):
            self.add_error(f"who-{refusal.key}", cannot_words(refusal.person))
        elif isinstance(refusal, NobodyToBegin):
            self.add_error(f"who-{self.way[0]}", _("Name who does the first step."))
        elif isinstance(refusal, TemplateRetired):
            self.add_error(None, _("This chain was taken out of use meanwhile."))
        else:
            self.add_error(None, _("Only who may change the card starts a chain about it."))

    def facts(self):
        cleaned = self.cleaned_data
        named = {key: cleaned[f"who-{key}"] for key in self.way if cleaned.get(f"who-{key}")}
        own = {name: cleaned[name] for name in ("name", "note", "participants", "files", "token")}
        starts = None if cleaned["day"] == today() else instant_of(cleaned["day"], time(0), timezone.get_current_timezone())
        return own | {"executors": named, "starts_at": starts}

    def _cast(self, people):
        casting, known = Casting(self.subject, self.user, self.user), {facts["key"]: facts for facts in self.snapshot}
        for place, key in enumerate(self.way, start=1):
            choice = casting.of(known[key])
            label = f"{place}. {known[key]['title']}"
            field = PersonField(people, nobody=_("named when it is its turn"), label=label, required=place == 1)
            field.initial = choice.person and choice.person.pk
            field.help_text = choice_words(choice)
            self.fields[f"who-{key}"] = field

    def _files(self):
        if self.subject is None:
            return File.objects.none()
        found = File.objects.of(self.subject.kind, self.subject.pk).live().outside(closed_places(self.user)).newest_first()
        return File.objects.with_pks(list(found.values_list("pk", flat=True)[:MOST_FILES]))


class StopForm(forms.Form):
    reason = WordsField(label=gettext_lazy("Why it stops"), max_length=1000, rows=2, attrs={"autofocus": True})


class ExecutorForm(forms.Form):
    """Somebody else for a step that is to come; `version` is how the chain was when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, step, **kwargs):
        initial = {"person": step.executor_id, "version": step.run.version}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["person"] = PersonField(workers(), label=_("Who does it"))

    def refuse(self, refusal):
        self.add_error("person", cannot_words(refusal.person))


class NoteForm(forms.ModelForm):
    """What everybody in a running chain should know, and who takes part."""

    participants = PeopleField(label=gettext_lazy("Who else takes part"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ChainRun
        fields = ["note", "participants"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4, "data-autogrow": ""})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version
        people = workers()
        self.fields["participants"].queryset = User.objects.by_ids(people)
        self.fields["participants"].choices = [(pk, str(one)) for pk, one in people.items()]

    def facts(self):
        return {"note": self.cleaned_data["note"], "participants": self.cleaned_data["participants"], "version": self.cleaned_data["seen"]}


def cannot_words(person):
    words = _("%(person)s cannot take it: they have no access, do not work with tasks, or not with such clients.")
    return words % {"person": person}


def choice_words(choice):
    """How the executor was found, where it was not the only choice."""
    if choice.person is None:
        return _("Nobody can do it now.")
    if choice.others:
        words = ngettext(
            "Has the fewest open tasks; %(n)s more holds this position.",
            "Has the fewest open tasks; %(n)s more hold this position.",
            choice.others,
        )
        return words % {"n": choice.others}
    return ""

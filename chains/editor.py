"""The editor of a template: one form of all its steps, which are added, moved and removed before anything is saved."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Position
from crm_project.lib.text import clean, clean_line
from tasks.models import TaskType

from .forms import workers
from .models import ChainTemplate
from .models.template import DAY_MINUTES
from .soundness import MOST_STEPS, Plan

BELOW, END = "below", "end"
MOST_ITEMS = 50
UNITS = [(60, gettext_lazy("working hours")), (DAY_MINUTES, gettext_lazy("working days"))]


class TemplateForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What the chain is for"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, template, **kwargs):
        super().__init__(*args, **kwargs)
        self.template = template

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if ChainTemplate.objects.live().filter(name=name).exclude(pk=self.template.pk).exists():
            raise forms.ValidationError(_("There is a chain of this name already."))
        return name


class StepForm(forms.Form):
    """One step. `words` is what its selects offer, read once for all steps; `targets` are (key, label) of the steps."""

    use_required_attribute = False

    title = forms.CharField(label=gettext_lazy("What is done"), max_length=200)
    task_type = forms.TypedChoiceField(label=gettext_lazy("Type of task"), coerce=int)
    executor = forms.ChoiceField(label=gettext_lazy("Who does it"))
    length = forms.IntegerField(label=gettext_lazy("How long it takes"), min_value=1, max_value=999)
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), choices=UNITS, coerce=int)
    next = forms.ChoiceField(label=gettext_lazy("What comes next"))
    needs_acceptance = forms.BooleanField(label=gettext_lazy("Whoever gets it accepts it first"), required=False)
    instructions = forms.CharField(
        label=gettext_lazy("What exactly"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )
    checklist = forms.CharField(
        label=gettext_lazy("Check list"),
        max_length=10_000,
        required=False,
        help_text=gettext_lazy("one line, one thing"),
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
    )

    def __init__(self, *args, key, place, words, targets, **kwargs):
        super().__init__(*args, prefix=f"s-{key}", **kwargs)
        self.key, self.place, self.words = key, place, words
        self.fields["task_type"].choices = [(kind.pk, kind.name) for kind in words.types.values()]
        self.fields["executor"].choices = words.executors
        ways = [(one, label) for one, label in targets if one != key]
        self.fields["next"].choices = [(BELOW, _("the next one in this order")), (END, _("the chain ends")), *ways]
        self._branch([("", _("as usual")), (END, _("the chain ends")), *ways])

    @property
    def branch_fields(self):
        return [self[name] for name in self.fields if name.startswith("b-")]

    @property
    def leads_elsewhere(self):
        """Some result leads elsewhere, so that the fold stands open."""
        return any(field.value() for field in self.branch_fields)

    def clean_title(self):
        if not (title := clean_line(self.cleaned_data["title"])):
            raise forms.ValidationError(_("Say what is done."))
        return title

    def clean_checklist(self):
        lines = [clean_line(line)[:200] for line in self.cleaned_data["checklist"].splitlines()]
        return [line for line in lines if line][:MOST_ITEMS]

    def plan(self, below):
        """The step as `ChainTemplate.shape` takes it; `below` is the key of the one after it in the order, or None."""
        cleaned, kind = self.cleaned_data, self.words.types[self.cleaned_data["task_type"]]
        sort, _colon, pk = cleaned["executor"].partition(":")
        named = {"executor_position": None, "person": None}
        if pk:
            named["executor_position" if sort == "position" else "person"] = self.words.bearers[cleaned["executor"]]
        results = {f"b-{one.pk}": one for one in kind.live_results}
        chosen = {name: cleaned[name] for name in results if cleaned.get(name)}
        branches = [(results[name], None if key == END else key) for name, key in chosen.items()]
        following = {BELOW: below, END: None}.get(cleaned["next"], cleaned["next"])
        own = {name: cleaned[name] for name in ("title", "checklist", "needs_acceptance")}
        own |= {"instructions": clean(cleaned["instructions"]), "minutes": cleaned["length"] * cleaned["unit"]}
        return Plan(key=self.key, task_type=kind, executor_kind=sort, next=following, branches=branches, **named, **own)

    def _branch(self, choices):
        chosen = str(self["task_type"].value() or "")
        kind = self.words.types.get(int(chosen)) if chosen.isdecimal() else None
        for result in kind.live_results if kind else ():
            self.fields[f"b-{result.pk}"] = forms.ChoiceField(label=result.name, choices=choices, required=False)


class Words:
    """What the selects of all steps offer."""

    def __init__(self):
        people = workers()
        positions = list(Position.objects.live())
        self.types = {kind.pk: kind for kind in TaskType.objects.live().with_results()}
        self.bearers = {f"position:{one.pk}": one for one in positions} | {f"person:{pk}": one for pk, one in people.items()}
        held = [(f"position:{one.pk}", one.name) for one in positions]
        named = [(f"person:{pk}", str(one)) for pk, one in people.items()]
        free = [("owner", _("whoever is responsible for the card")), ("starter", _("whoever starts the chain"))]
        self.executors = [*free, *([(_("Positions"), held)] if held else []), (_("People"), named)]


class Editor:
    """The template as it stands in the form: of the database at first, then as the person has it."""

    def __init__(self, template, data=None, is_kept=False):
        self.template, self.words = template, Words()
        self.data = data.copy() if data is not None else None
        self.keys = self._keys()
        self._act()
        targets = [(key, f"{place}. {self._title(key) or '…'}") for place, key in enumerate(self.keys, start=1)]
        self.steps = [self._step(key, place, targets, is_kept) for place, key in enumerate(self.keys, start=1)]
        started = {"name": template.name, "purpose": template.purpose, "version": template.version if template.pk else None}
        values = {name: data.get(name, "") for name in started} if data is not None else started
        self.form = TemplateForm(data, template=template) if is_kept else TemplateForm(initial=values, template=template)
        self.order = ",".join(self.keys)

    def is_valid(self):
        return all([self.form.is_valid(), *(step.is_valid() for step in self.steps)])

    def plans(self):
        below = [*self.keys[1:], None]
        return [step.plan(after) for step, after in zip(self.steps, below, strict=False)]

    def refuse(self, faults):
        """Every fault at its step, in words that name the steps."""
        forms_by_key = {step.key: step for step in self.steps}
        for fault in faults:
            form = forms_by_key.get(fault.key, self.form)
            form.add_error("next" if fault.code == "circle" else None, fault_words(fault))

    # -- steps ---------------------------------------------------------------

    def _keys(self):
        if self.data is None:
            self._known = {step.key: step for step in self.template.steps.all()} if self.template.pk else {}
            return list(self._known) or ["new1"]
        self._known = {}
        return list(dict.fromkeys(key for key in self.data.get("order", "").split(",") if key.isalnum() and len(key) < 20))[:MOST_STEPS]

    def _act(self):
        """Add, remove, up and down change the order only; what pointed at a removed step goes on in order."""
        act, _colon, key = (self.data.get("act", "") if self.data is not None else "").partition(":")
        if act == "add" and len(self.keys) < MOST_STEPS:
            numbers = [int(one[3:]) for one in self.keys if one.startswith("new") and one[3:].isdecimal()]
            self.keys.append(f"new{max(numbers, default=0) + 1}")
        elif key in self.keys and act == "remove" and len(self.keys) > 1:
            self.keys.remove(key)
            for name in list(self.data):
                if self.data[name] == key and name.startswith("s-"):
                    self.data[name] = BELOW if name.endswith("-next") else ""
        elif key in self.keys and act in ("up", "down"):
            place = self.keys.index(key)
            other = min(max(place + (1 if act == "down" else -1), 0), len(self.keys) - 1)
            self.keys[place], self.keys[other] = self.keys[other], self.keys[place]

    def _title(self, key):
        return self.data.get(f"s-{key}-title", "") if self.data is not None else getattr(self._known.get(key), "title", "")

    def _step(self, key, place, targets, is_kept):
        common = {"key": key, "place": place, "words": self.words, "targets": targets}
        if is_kept:
            return StepForm(self.data, **common)
        return StepForm(initial=self._values(key), **common)

    def _values(self, key):
        typed = f"s-{key}-"
        given = {name.removeprefix(typed): self.data[name] for name in self.data if name.startswith(typed)} if self.data is not None else {}
        if given:
            return given
        if key not in self._known:
            return {"length": 1, "unit": DAY_MINUTES, "next": BELOW, "executor": "owner", "task_type": next(iter(self.words.types), None)}
        return self._stored(self._known[key])

    def _stored(self, step):
        below = dict(zip(self.keys, [*self.keys[1:], None], strict=True))[step.key]
        following = str(step.next_id) if step.next_id else None
        bearer = step.executor_position_id or step.person_id
        is_days = step.minutes % DAY_MINUTES == 0
        values = {f"b-{one.result_id}": str(one.next_id) if one.next_id else END for one in step.branches.all()}
        return values | {
            "title": step.title,
            "task_type": step.task_type_id,
            "executor": f"{step.executor_kind}:{bearer}" if bearer else step.executor_kind,
            "length": step.minutes // (DAY_MINUTES if is_days else 60) or 1,
            "unit": DAY_MINUTES if is_days else 60,
            "next": BELOW if following == below else following or END,
            "needs_acceptance": step.needs_acceptance,
            "instructions": step.instructions,
            "checklist": "\n".join(step.checklist),
        }


def fault_words(fault):
    """What is wrong with the way of a template, as a sentence that names the steps."""
    names = " → ".join(_("“%(name)s”") % {"name": name} for name in fault.names)
    words = {
        "no_steps": _("A chain has at least one step."),
        "circle": _("The chain would never end: %(steps)s go in a circle. Only a result may lead back."),
        "unreached": _("No step leads to %(steps)s: let one go on to it, or remove it."),
        "foreign_result": _("A result of another type of task leads on from %(steps)s."),
        "unknown_step": _("%(steps)s leads to a step that is gone."),
    }
    return words[fault.code] % {"steps": names}

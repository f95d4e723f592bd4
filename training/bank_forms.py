"""A question as it is written on its page, by type; `content()` is what `Question.write` takes."""

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from regulations.book import index_in_force
from regulations.models import Section

from .hotspots import choices, of_choice
from .models import Question, QuestionVersion
from .payloads import FAULTS, LANGUAGES, LONGEST_OPTION
from .task_forms import TaskForm

SPARE_ROWS, FEWEST_ROWS = 2, 4
MOST_ROWS = 200
"""Far more than a question may have, so that those that are too many are told and not left out."""
LISTS = {"single": "options", "multiple": "options", "order": "items", "match": "left", "text": "rubric"}


def _text(label, rows=2, longest=1000):
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.Textarea(attrs={"rows": rows, "data-autogrow": ""})
    )


class QuestionForm(forms.ModelForm):
    """Words, sections and the rows of the type."""

    use_required_attribute = False

    stem_ru, stem_en = _text(gettext_lazy("Question, in Russian")), _text(gettext_lazy("Question, in English"))
    sections = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Sections it is about"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=5, initial=1)
    explanation_ru = _text(gettext_lazy("Why it is so, in Russian"), longest=2000)
    explanation_en = _text(gettext_lazy("Why it is so, in English"), longest=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Question
        fields = ["code", "area", "pool", "is_critical"]
        error_messages = {"code": {"unique": gettext_lazy("There is a question of this code.")}}

    field_order = ["stem_ru", "stem_en", "sections", "code", "area", "pool", "points", "is_critical", "explanation_ru", "explanation_en"]

    def __init__(self, data=None, *, type, instance=None):
        is_arranged, initial = type == "task" and data is not None and bool(data.get("act")), {}
        if instance is not None:
            wording = instance.current
            initial = {f"stem_{name}": wording.stem.get(name, "") for name in LANGUAGES}
            initial |= {f"explanation_{name}": wording.explanation.get(name, "") for name in LANGUAGES}
            initial |= {"sections": [link.section_id for link in instance.links.all()], "points": wording.points, "seen": instance.version}
        if is_arranged:
            initial = {
                name: data.getlist(name) if name == "sections" else data.get(name) for name in [*self.base_fields, *self.Meta.fields]
            }
        super().__init__(None if is_arranged else data, instance=instance, initial=initial)
        self.faults = set()
        self.type, self.payload = type, instance.current.payload if instance is not None else {}
        entries = self.entries = sorted(index_in_force(get_language()).values(), key=lambda one: one.place)
        self.fields["sections"].choices = [(one.section_id, f"{one.regulation} {one.label}") for one in entries]
        self.fields["code"].required = False
        book = instance.regulation.code if instance is not None else ""
        self.task = TaskForm(self.payload, entries, book, data) if type == "task" else None

    def clean(self):
        cleaned = super().clean()
        if self.task is not None:
            books = {section.regulation.code for section in self.chosen_sections()[:1]} if cleaned.get("sections") else set()
            codes = {one.code for one in self.entries if one.regulation in books}
            if not (self.task.read_again(codes) if books else self.task.is_sound):
                self.add_error(None, self.task.notice or self.task.text_error or _("Look at what is marked in the task."))
        return cleaned

    @property
    def type_label(self):
        return QuestionVersion.Type(self.type).label

    @property
    def stems(self):
        return [self["stem_ru"], self["stem_en"]]

    @property
    def others(self):
        return [field for field in self.visible_fields() if not field.name.startswith("stem_")]

    @property
    def rows(self):
        """What the rows of the type show: as typed, else as kept, and a few empty ones."""
        if self.is_bound:
            return [self._typed(n) for n in range(self._typed_rows())]
        kept = [self._kept(one) for one in self.payload.get(LISTS.get(self.type, ""), [])]
        if self.type == "match":
            used = set(self.payload.get("pairs", {}).values())
            kept += [self._side(one) for one in self.payload.get("right", []) if one["id"] not in used]
        return kept + [{} for _n in range(max(SPARE_ROWS, FEWEST_ROWS - len(kept)))]

    @property
    def spots(self):
        """Groups of what can be chosen on the pictures of screens."""
        return choices(get_language())

    @property
    def spot(self):
        """What is chosen, as typed or as kept."""
        if self.is_bound or "shot" not in self.payload:
            return self.data.get("spot", "")
        return next((f"{self.payload['shot']}:{one['callout']}" for one in self.payload["options"] if one["right"]), "")

    @property
    def numbers(self):
        """Value, tolerance, unit and the like of types without rows."""
        if self.is_bound:
            return {
                name: self.data.get(name, "")
                for name in ("value", "tolerance", "unit_ru", "unit_en", "min_chars", "sample_ru", "sample_en")
            }
        unit, sample = self.payload.get("unit", {}), self.payload.get("sample", {})
        texts = {f"unit_{name}": unit.get(name, "") for name in LANGUAGES} | {f"sample_{name}": sample.get(name, "") for name in LANGUAGES}
        value = self.payload.get("value", "")
        value = {True: "true", False: "false"}.get(value, value) if self.type == "truefalse" else value
        return texts | {"value": value, "tolerance": self.payload.get("tolerance", "0"), "min_chars": self.payload.get("min_chars", 0)}

    @property
    def flags(self):
        """(name, label, is on) of the wishes of the type."""
        labels = {
            "keep_order": (("single", "multiple"), _("Keep the answers in this order")),
            "tell_count": (("multiple",), _("Say how many are right")),
            "all_or_nothing": (("multiple", "order", "match"), _("All or nothing")),
        }
        is_on = lambda name: name in self.data if self.is_bound else self.payload.get(name, name == "tell_count")  # noqa: E731
        return [(name, label, is_on(name)) for name, (types, label) in labels.items() if self.type in types]

    def content(self):
        cleaned = self.cleaned_data
        stem, why = ({name: cleaned[f"{part}_{name}"] for name in LANGUAGES} for part in ("stem", "explanation"))
        return {"type": self.type, "stem": stem, "explanation": why, "points": cleaned["points"], "payload": self._payload()}

    def chosen_sections(self):
        return list(Section.objects.filter(pk__in=self.cleaned_data["sections"]).select_related("regulation").order_by("pk"))

    def refuse(self, refusal):
        self.faults = set(refusal.faults)
        if self.task is not None and self.task.by_text:
            self.task.text_error = " ".join(str(FAULTS[fault]) for fault in refusal.faults if fault != "stem")
        for fault in refusal.faults:
            self.add_error("stem_ru" if fault == "stem" else None, FAULTS[fault])

    # -- rows ----------------------------------------------------------------

    def _payload(self):
        if self.type == "task":
            return self.task.payload
        rows = [
            row
            for row in (self._typed(n) for n in range(self._typed_rows()))
            if row["ru"] or row["en"] or row.get("to_ru") or row.get("to_en")
        ]
        flags = {name: name in self.data for name, _label, _on in self.flags}
        if self.type == "hotspot":
            return of_choice(self.data.get("spot", ""))
        if self.type == "match":
            return self._pairs(rows) | flags
        if self.type in ("number", "truefalse"):
            value = self.data.get("value", "")
            return self.numbers if self.type == "number" else {"value": {"true": True, "false": False}.get(value)}
        if self.type == "text":
            return {"rubric": rows} | self.numbers
        notes = {one["id"]: one.get("note") for one in self.payload.get("options", [])}
        for row in rows:
            if notes.get(row["was"]):
                row["note"] = notes[row["was"]]
        return {LISTS[self.type]: rows} | flags

    def _pairs(self, rows):
        """Left and right sides of rows; a row with a right side alone is one more wrong choice, sides that say the same are one."""
        left, right, pairs, known = [], [], {}, {}
        for number, row in enumerate(rows):
            to = (row["to_ru"], row["to_en"])
            if any(to) and to not in known:
                known[to] = f"r{number}"
                right.append({"id": f"r{number}", "ru": to[0], "en": to[1]})
            if row["ru"] or row["en"]:
                left.append({"id": f"l{number}", "ru": row["ru"], "en": row["en"]})
                pairs[f"l{number}"] = known.get(to)
        return {"left": left, "right": right, "pairs": pairs}

    def _typed_rows(self):
        typed = self.data.get("rows", "0")
        return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0

    def _typed(self, number):
        row = {name: self.data.get(f"{name}-{number}", "").strip() for name in ("ru", "en", "to_ru", "to_en", "was", "points")}
        row["is_long"] = any(len(row[name]) > LONGEST_OPTION for name in ("ru", "en", "to_ru", "to_en"))
        return row | {"right": self.data.get(f"right-{number}") == "on" or self.data.get("right") == str(number)}

    def _kept(self, one):
        row = {
            "ru": one.get("ru", ""),
            "en": one.get("en", ""),
            "right": one.get("right"),
            "was": one["id"],
            "points": one.get("points", ""),
        }
        if self.type == "match":
            to = next(side for side in self.payload["right"] if side["id"] == self.payload["pairs"][one["id"]])
            row |= self._side(to)
        return row

    def _side(self, one):
        return {"to_ru": one.get("ru", ""), "to_en": one.get("en", "")}


class RegradeForm(forms.Form):
    """What is ruled about one wording; for another key also which options are right."""

    action = forms.ChoiceField(label=gettext_lazy("Ruling"), widget=forms.RadioSelect)
    right = forms.MultipleChoiceField(label=gettext_lazy("Right now"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}))

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        from .models import Regrade

        has_options = wording.type in ("single", "multiple")
        actions = [(code, label) for code, label in Regrade.Action.choices if has_options or code != Regrade.Action.CHANGE_KEY]
        self.fields["action"].choices = actions
        if has_options:
            language = get_language() or "ru"
            texts = [(one["id"], one.get(language) or one.get("ru") or one.get("en")) for one in wording.payload["options"]]
            self.fields["right"].choices = texts
        else:
            del self.fields["right"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("action") == "change_key" and not cleaned.get("right"):
            self.add_error("right", _("Say which answer is right."))
        return cleaned


class BankFilter(forms.Form):
    """Which questions: how they stand, of which area, type and document, with which words."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(choices=[("", gettext_lazy("State: any")), *Question.State.choices], required=False)
    area = forms.ChoiceField(choices=[("", gettext_lazy("Area: any")), *Question.Area.choices], required=False)
    type = forms.ChoiceField(choices=[("", gettext_lazy("Type: any")), *QuestionVersion.Type.choices], required=False)
    pool = forms.ChoiceField(choices=[("", gettext_lazy("Used in: any")), *Question.Pool.choices], required=False)
    critical = forms.BooleanField(required=False)

    def narrow(self, questions):
        """Those that fit; none where a condition makes no sense."""
        if not self.is_valid():
            return questions.none()
        asked = self.cleaned_data
        for name, path in (("state", "state"), ("area", "area"), ("type", "current__type"), ("pool", "pool")):
            questions = questions.filter(**{path: asked[name]}) if asked[name] else questions
        questions = questions.filter(is_critical=True) if asked["critical"] else questions
        return questions.saying(asked["q"]) if asked["q"] else questions

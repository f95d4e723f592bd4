"""What an editor fills in at the desk."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField, WordsField
from accounts.models import Position, User, Workspace
from crm_project.lib import clock
from crm_project.lib.text import clean

from .changes.excerpts import cut as shortened
from .contents import DEEPEST
from .dividing import cuts_in
from .links import without_codes
from .measuring import all_measurables
from .models import EditionNode, Regulation, Remark
from .models.regulation import REGULATION_CODE
from .models.section import SECTION_CODE
from .passport import LANGUAGES, initial_of

LONGEST_TEXT = 60_000
MOST_BINDINGS = 3
FAR_DAYS = 400
INDENT = "\u2003"


class TextForm(forms.Form):
    """One section in one language; `seen` is the text as it was opened."""

    title = LineField(label=_("Title"), max_length=200, required=False)
    markdown = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "k-ed-text", "spellcheck": "true"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, is_source=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_source = is_source

    def clean(self):
        data = super().clean()
        if not data.get("title") and (self.is_source or data.get("markdown")):
            self.add_error("title", _("A section has a title."))
        return data

    def refuse_for(self, theirs):
        """Somebody saved the text meanwhile: what was typed stays, and saving once more is done on purpose."""
        self.data = self.data.copy()
        self.data["seen"] = theirs.content_hash if theirs else ""


class NodeForm(forms.Form):
    """What is told about the change of a section, and who reads it."""

    change_note = WordsField(label=_("What changed in this section, and why"), max_length=300, required=False, rows=2)
    change_class = forms.ChoiceField(label=_("The change is"), choices=EditionNode.ChangeClass, widget=forms.RadioSelect)
    required_reading = forms.BooleanField(label=_("Everybody it is for must read it"), required=False)
    requires_test = forms.BooleanField(
        label=_("A test on this change"),
        required=False,
        help_text=_("Three to seven questions, five working days; only on a change of substance."),
    )
    audience = forms.ModelMultipleChoiceField(
        label=_("Only for the positions"),
        queryset=Position.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: whoever reads the part, reads it."),
    )

    def __init__(self, *args, node, **kwargs):
        initial = {name: getattr(node, name) for name in ("change_note", "change_class", "required_reading", "requires_test", "audience")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["audience"].queryset = Position.objects.live() | Position.objects.filter(pk__in=node.audience)

    @property
    def values(self):
        data = dict(self.cleaned_data)
        return {**data, "audience": [one.pk for one in data["audience"]]}


class SectionForm(forms.Form):
    """A new section: its title in at least one language, and where it stands."""

    title_ru = LineField(label=_("Title in Russian"), max_length=200, required=False)
    title_en = LineField(label=_("Title in English"), max_length=200, required=False)
    parent = forms.ChoiceField(
        label=_("Stands in"),
        required=False,
        error_messages={"invalid_choice": _("It stands in a part or in a sub-section: there is no fourth level.")},
    )
    code = forms.CharField(
        label=_("Code for links"),
        max_length=60,
        required=False,
        validators=[SECTION_CODE],
        help_text=_("For ever; left empty it is made from the title."),
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        parts = [(row.code, f"{INDENT * (row.depth - 1)}{row.node.number} {row.title}") for row in rows if row.depth < DEEPEST]
        self.fields["parent"].choices = [("", _("It is a part of its own")), *parts]

    @property
    def titles(self):
        return {language: self.cleaned_data.get(f"title_{language}", "") for language in LANGUAGES}

    def clean(self):
        data = super().clean()
        if not any(data.get(f"title_{language}", "").strip() for language in LANGUAGES):
            self.add_error("title_ru", _("A section has a title."))
        return data


class SeenForm(forms.Form):
    """`seen` is the mark of the texts as they were looked at."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def renew(self, mark):
        """What stands there now is looked at; pressing once more is done on purpose."""
        self.data = self.data.copy()
        self.data["seen"] = mark


class SplitForm(SeenForm):
    """In front of which paragraph a section is cut, and what the new one is called."""

    block = forms.ChoiceField(
        label=_("The new section begins with"),
        error_messages={"invalid_choice": _("This paragraph is not there any more: choose anew."), "required": _("Choose a paragraph.")},
    )
    title_ru = LineField(label=_("Title in Russian"), max_length=200, required=False)
    title_en = LineField(label=_("Title in English"), max_length=200, required=False)

    def __init__(self, *args, text, **kwargs):
        super().__init__(*args, **kwargs)
        words = [(cut.id, f"¶ {cut.heading}" if cut.heading else without_codes(cut.words)) for cut in cuts_in(text)]
        self.fields["block"].choices = [(id, shortened(line)) for id, line in words]
        self.fields["title_ru"].help_text = _("A heading it begins with becomes its title; otherwise write one.")

    @property
    def titles(self):
        return {language: self.cleaned_data.get(f"title_{language}", "") for language in LANGUAGES}


class JoinForm(SeenForm):
    """What becomes of the title of the section that goes."""

    keeps_title = forms.BooleanField(label=_("Its title stays as a heading"), required=False, initial=True)


class PassportForm(forms.Form):
    """The header of the document."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, header, **kwargs):
        super().__init__(*args, initial={**initial_of(header), **kwargs.pop("initial", {})}, **kwargs)
        for language in LANGUAGES:
            self._add_words(language)
        self.fields["confidential"] = forms.BooleanField(label=_("Confidential"), required=False)
        self.fields["author"] = LineField(label=_("Author"), max_length=120, required=False)
        self.fields["company"] = LineField(label=_("Company"), max_length=200, required=False)
        chosen = Position.objects.live() | Position.objects.filter(pk__in=header.get("facts", {}).get("positions", []))
        self.fields["positions"] = forms.ModelMultipleChoiceField(
            label=_("For the positions"), queryset=chosen, required=False, widget=forms.CheckboxSelectMultiple
        )
        self._add_bindings(header.get("facts", {}).get("bindings", []))

    def _add_bindings(self, bindings):
        """What the parameter is measured by; a figure that nobody works out any more stays by its code until it is changed."""
        known = [(one.key, one.label) for one in all_measurables()]
        known += [(one["key"], one["key"]) for one in bindings if one["key"] not in dict(known)]
        for place in range(MOST_BINDINGS):
            now = bindings[place] if place < len(bindings) else {}
            self.fields[f"measured_{place}"] = forms.ChoiceField(
                label=_("Measured by"), choices=[("", _("not measured")), *known], required=False, initial=now.get("key", "")
            )
            self.fields[f"least_{place}"] = forms.IntegerField(
                label=_("at least, %"), min_value=1, max_value=100, required=False, initial=now.get("least")
            )

    def _add_words(self, language):
        def add(name, label, longest, rows=0):
            facts = {"label": label, "max_length": longest, "required": False}
            self.fields[f"{name}_{language}"] = WordsField(rows=rows, **facts) if rows else LineField(**facts)

        add("title", _("Title"), 200)
        add("preface", _("Opening words"), 5000, rows=5)
        add("purpose", _("Purpose"), 500)
        add("measure", _("Measurable parameter"), 500)
        add("label", _("Words of confidentiality"), 120)
        add("contacts", _("Contacts at the foot of the page"), 300)

    def words_of(self, language):
        return [self[name] for name in self.fields if name.endswith(f"_{language}")]

    @property
    def russian(self):
        return self.words_of("ru")

    @property
    def english(self):
        return self.words_of("en")

    @property
    def facts(self):
        return [self[name] for name in ("company", "author", "confidential", "positions")]

    @property
    def bindings(self):
        """[(what is measured, at least)] as bound fields."""
        return [(self[f"measured_{place}"], self[f"least_{place}"]) for place in range(MOST_BINDINGS)]

    def clean(self):
        data = super().clean()
        if not any(data.get(f"title_{language}", "").strip() for language in LANGUAGES):
            self.add_error("title_ru", _("The document has a title."))
        data["bindings"] = []
        for place in range(MOST_BINDINGS):
            key, least = data.get(f"measured_{place}"), data.get(f"least_{place}")
            if key and least is None and f"least_{place}" not in self.errors:
                self.add_error(f"least_{place}", _("Say how many per cent it is at least."))
            elif key:
                data["bindings"].append({"key": key, "least": least})
        return data


class PublicationForm(forms.Form):
    """What changed, from when it holds, how long it is marked."""

    summary_ru = WordsField(label=_("What changed, in Russian"), max_length=1000, required=False, rows=2)
    summary_en = WordsField(label=_("What changed, in English"), max_length=1000, required=False, rows=2)
    effective_on = forms.DateField(
        label=_("Holds from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: at once."),
    )
    highlight_days = forms.IntegerField(label=_("Changes are marked for, days"), min_value=0, max_value=60, required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, draft, is_first, **kwargs):
        initial = {f"summary_{language}": draft.summary.get(language, "") for language in LANGUAGES}
        initial |= {"highlight_days": draft.regulation.highlight_days, "seen": draft.mark}
        super().__init__(*args, initial=initial, **kwargs)
        self.draft, self.is_first = draft, is_first
        if is_first:
            del self.fields["summary_ru"], self.fields["summary_en"]

    @property
    def summary(self):
        return {language: clean(self.cleaned_data.get(f"summary_{language}", "")) for language in LANGUAGES}

    @property
    def effective_at(self):
        """The beginning of that day in the company, None for at once."""
        day = self.cleaned_data.get("effective_on")
        return datetime.combine(day, time.min, ZoneInfo(Workspace.current().zone)) if day else None

    @property
    def own_highlight_days(self):
        days = self.cleaned_data.get("highlight_days")
        return None if days in (None, self.draft.regulation.highlight_days) else days

    def clean_effective_on(self):
        return coming_day(self.cleaned_data["effective_on"])

    def clean(self):
        data = super().clean()
        if not self.is_first and not any(self.summary.values()):
            self.add_error("summary_ru", _("Say in a few words what changed: everybody reads this first."))
        return data


class SendBackForm(forms.Form):
    why = forms.CharField(label=_("What is to be mended"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DocumentForm(forms.Form):
    """A new document."""

    code = forms.CharField(label=_("Code"), max_length=12, validators=[REGULATION_CODE], help_text=_("For ever, for example INS-01."))
    genre = forms.ChoiceField(label=_("Kind"), choices=Regulation.Genre, initial=Regulation.Genre.INSTRUCTION)
    title_ru = LineField(label=_("Title in Russian"), max_length=200, required=False)
    title_en = LineField(label=_("Title in English"), max_length=200, required=False)

    @property
    def titles(self):
        return {language: self.cleaned_data.get(f"title_{language}", "") for language in LANGUAGES}

    def clean_code(self):
        code = self.cleaned_data["code"]
        if Regulation.objects.filter(code=code).exists():
            raise ValidationError(_("There is a document of this code; a code is never used again."))
        return code

    def clean(self):
        data = super().clean()
        if not any(data.get(f"title_{language}", "").strip() for language in LANGUAGES):
            self.add_error("title_ru", _("The document has a title."))
        return data


class RulesForm(forms.ModelForm):
    """Who answers for a document and how it is published and read."""

    class Meta:
        model = Regulation
        fields = ["owner", "approver", "four_eyes", "source_language", "highlight_days", "ack_due_days", "reread_every_days"]
        fields += ["ack_method", "min_discussion_days", "review_every_days", "position"]
        labels = {"position": _("Place on the shelf")}
        help_texts = {
            "four_eyes": _("Does not act while only one person may edit the handbook."),
            "review_every_days": _("0: nobody is reminded."),
            "reread_every_days": _("0: what was confirmed once need not be read again."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("owner", "approver"):
            chosen = User.objects.filter(pk=getattr(self.instance, f"{name}_id"))
            self.fields[name].queryset = (User.objects.active().people() | chosen).by_name()


class RoundForm(forms.Form):
    """A discussion: until when, and about which typical deal."""

    closes_on = forms.DateField(label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    walk = forms.ChoiceField(
        label=_("Talk through"), required=False, help_text=_("A typical case, step by step: what is done there today, what is missing.")
    )

    def __init__(self, *args, draft, walks, **kwargs):
        day = clock.today(Workspace.current().zone) + timedelta(days=max(draft.regulation.min_discussion_days, 1) + 1)
        super().__init__(*args, initial={"closes_on": day}, **kwargs)
        self.fields["walk"].choices = [("", _("the sections only")), *((walk.key, walk.name) for walk in walks)]

    @property
    def closes_at(self):
        day = self.cleaned_data["closes_on"]
        return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(Workspace.current().zone))

    def clean_closes_on(self):
        return coming_day(self.cleaned_data["closes_on"])


class CloseRoundForm(forms.Form):
    """The end of a discussion; before its time with the reason."""

    why = WordsField(label=_("Why it ends before its time"), max_length=500, rows=2)

    def __init__(self, *args, is_young, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_young:
            del self.fields["why"]


class RemarkForm(forms.ModelForm):
    class Meta:
        model = Remark
        fields = ["kind", "text", "proposed_text"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 3}),
            "proposed_text": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_text(self):
        words = clean(self.cleaned_data["text"])
        if not words:
            raise ValidationError(self.fields["text"].error_messages["required"])
        return words


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("The remark is"), widget=forms.RadioSelect, choices=[one for one in Remark.State.choices if one[0] != "open"]
    )
    note = WordsField(label=_("Words for its author"), max_length=1000, required=False)


def coming_day(day):
    """A date from today on, and not absurdly far."""
    if day and not 0 <= (day - clock.today(Workspace.current().zone)).days <= FAR_DAYS:
        raise ValidationError(_("Choose a day from today on, within a year."))
    return day

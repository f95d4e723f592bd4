import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import clean, clean_line

from ..models import GlossaryTerm, Section, Wish
from .screens import LONGEST_TIP

PLACES = (("first", _("Main section")), ("second", _("Second section")), ("third", _("Third section")))


class RelinkForm(forms.Form):
    """Where a key leads and what its tip says; an empty tip is the usual one."""

    tip_ru = forms.CharField(label=_("Tip, Russian"), required=False, max_length=LONGEST_TIP, widget=forms.Textarea(attrs={"rows": 3}))
    tip_en = forms.CharField(label=_("Tip, English"), required=False, max_length=LONGEST_TIP, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data=None, *, sections, usual, chosen, tips):
        """`sections` are (code, words) pairs of the choice, `usual` the HelpKey, `chosen` codes in force, `tips` those changed."""
        super().__init__(data, initial={f"tip_{language}": tips.get(language, "") for language in ("ru", "en")})
        for place, (name, label) in enumerate(PLACES):
            first = chosen[place] if place < len(chosen) else ""
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[("", "–"), *sections], initial=first)
        for language in ("ru", "en"):
            self.fields[f"tip_{language}"].widget.attrs["placeholder"] = usual.words[language][1]
        self.order_fields([*(name for name, _label in PLACES), "tip_ru", "tip_en"])
        self.usual = usual

    def facts(self):
        """Sections in order without doubles, and {language: tip}; what is as usual is left out."""
        codes = dict.fromkeys(self.cleaned_data[name] for name, _label in PLACES if self.cleaned_data[name])
        is_usual = tuple(codes) == self.usual.sections
        found = {} if is_usual else {str(one): one for one in Section.objects.coded(codes)}
        tips = {language: clean_line(self.cleaned_data[f"tip_{language}"]) for language in ("ru", "en")}
        return [found[code] for code in codes if code in found], {language: tip for language, tip in tips.items() if tip}


class WishForm(forms.ModelForm):
    token = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Wish
        fields = ["about", "text"]
        widgets = {"about": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4, "data-autogrow": True})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"token": uuid.uuid4()}, **kwargs)
        self.fields["about"].choices = Wish.About.choices

    def clean_text(self):
        return clean(self.cleaned_data["text"])


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}))

    def clean_answer(self):
        return clean(self.cleaned_data["answer"])


class TermForm(forms.ModelForm):
    """A word of the company; other words for it stand in one line, with commas."""

    also_ru = forms.CharField(label=_("Other words and forms, Russian"), required=False, max_length=300, help_text=_("with commas"))
    also_en = forms.CharField(label=_("Other words and forms, English"), required=False, max_length=300, help_text=_("with commas"))
    section = forms.ChoiceField(label=_("Section that explains it"), required=False)
    redefines = forms.BooleanField(
        label=_("The meaning changed: tell it in the sections that use the word"),
        required=False,
        initial=True,
        help_text=_("Without the tick the same is only said better."),
    )

    class Meta:
        model = GlossaryTerm
        fields = ["term_ru", "definition_ru", "term_en", "definition_en"]
        widgets = {name: forms.Textarea(attrs={"rows": 2, "data-autogrow": True}) for name in ("definition_ru", "definition_en")}

    field_order = ["term_ru", "term_en", "definition_ru", "definition_en", "also_ru", "also_en", "section"]

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "–"), *sections]
        if not self.instance.pk:
            del self.fields["redefines"]
        self.initial |= {f"also_{one}": ", ".join(getattr(self.instance, f"synonyms_{one}")) for one in ("ru", "en")}
        self.initial["section"] = str(self.instance.section or "")

    def clean_term_ru(self):
        return clean_line(self.cleaned_data["term_ru"])

    def written(self):
        """The term as it was typed, not saved yet."""
        term, code = self.instance, self.cleaned_data["section"]
        for one in ("ru", "en"):
            words = (clean_line(word) for word in self.cleaned_data[f"also_{one}"].split(","))
            setattr(term, f"synonyms_{one}", [word for word in dict.fromkeys(words) if word])
        term.section = next(iter(Section.objects.coded([code])), None) if code else None
        return term

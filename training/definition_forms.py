"""A test as it is set up on its page; `facts()` and `rules()` are what `TestDefinition.shape` takes."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Position, User
from crm_project.lib import clock
from regulations.book import index_in_force

from .models import AssemblyRule, Question, TestDefinition
from .querysets import nodes_in_force

SOURCES = AssemblyRule.Source
SHARED = (SOURCES.CHANGED_SINCE, SOURCES.WEAK_SPOTS, SOURCES.VIOLATIONS)
QUOTAS = 4
GENRES = [genre for genre in TestDefinition.Genre.values if genre != TestDefinition.Genre.SELF_CHECK]
BOUNDS = (("draw_count", 1, 100), ("pass_percent", 1, 100), ("attempts", 1, 100))


class DefinitionForm(forms.ModelForm):
    """Settings, shares of the rules, and up to four sections with how many questions each."""

    use_required_attribute = False

    title_ru = forms.CharField(label=gettext_lazy("Name, in Russian"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Name, in English"), max_length=120, required=False)
    critical = forms.IntegerField(label=SOURCES.CRITICAL.label, min_value=0, max_value=10, required=False)
    changed_since = forms.IntegerField(
        label=gettext_lazy("What has changed since the last pass, %"), min_value=0, max_value=100, required=False
    )
    weak_spots = forms.IntegerField(label=gettext_lazy("What was missed last time, %"), min_value=0, max_value=100, required=False)
    violations = forms.IntegerField(label=gettext_lazy("Rules broken in the last 30 days, %"), min_value=0, max_value=100, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TestDefinition
        widgets = {"positions": forms.CheckboxSelectMultiple}
        fields = [
            "code",
            "genre",
            "regulation",
            "draw_count",
            "task_count",
            "pass_percent",
            "time_limit_min",
            "attempts",
            "cooldown_hours",
            "validity_days",
            "due_working_days",
            "feedback",
            "reviewer",
            "open_book",
            "gates_admission",
            "positions",
        ]

    field_order = ["title_ru", "title_en"]

    def __init__(self, *args, instance=None, **kwargs):
        initial = {"critical": 3}
        rules = list(instance.rules.all()) if instance else []
        if instance:
            initial = {f"title_{name}": instance.title.get(name, "") for name in ("ru", "en")} | {"seen": instance.version}
            initial |= {rule.source: rule.count or rule.share for rule in rules if rule.source != SOURCES.SECTION_SUBTREE}
        quotas = [(rule.section_id, rule.count) for rule in rules if rule.source == SOURCES.SECTION_SUBTREE and rule.section_id]
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.fields["reviewer"].queryset = User.objects.active().people().by_name()
        self.fields["task_count"].required = False
        for name, least, most in BOUNDS:
            self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]
        own = instance.genre if instance else ""
        self.fields["genre"].choices = [one for one in TestDefinition.Genre.choices if one[0] in (own, *GENRES)]
        self.fields["positions"].queryset = Position.objects.live()
        self.fields["positions"].help_text = _(
            "An onboarding test is given to every newcomer by itself; name positions where it is for newcomers to these only."
        )
        entries = sorted(index_in_force(get_language()).values(), key=lambda one: one.place)
        choices = [("", "—"), *((one.section_id, f"{one.regulation} {one.label}") for one in entries)]
        for place in range(QUOTAS):
            section, count = quotas[place] if place < len(quotas) else (None, None)
            label = _("Section %(n)s") % {"n": place + 1}
            self.fields[f"section-{place}"] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, empty_value=None, required=False, initial=section
            )
            self.fields[f"count-{place}"] = forms.IntegerField(
                label=_("questions of it"), min_value=1, max_value=50, required=False, initial=count
            )

    def clean(self):
        """Nothing that was typed is left out silently."""
        cleaned = super().clean()
        for place in range(QUOTAS):
            if cleaned.get(f"count-{place}") and not cleaned.get(f"section-{place}"):
                self.add_error(f"section-{place}", _("Say of which section."))
        if sum(cleaned.get(source) or 0 for source in SHARED) > 100:
            self.add_error(SHARED[-1], _("Together they are more than 100 %."))
        return cleaned

    def facts(self):
        cleaned = self.cleaned_data
        title = {"ru": cleaned["title_ru"], "en": cleaned["title_en"]}
        return {name: cleaned[name] for name in self.Meta.fields} | {"title": title, "task_count": cleaned["task_count"] or 0}

    def rules(self):
        cleaned, rules = self.cleaned_data, []
        nothing = {"section_id": None, "count": None, "share": None}
        if cleaned["critical"]:
            rules.append(nothing | {"source": SOURCES.CRITICAL, "count": cleaned["critical"]})
        rules += [nothing | {"source": source, "share": cleaned[source]} for source in SHARED if cleaned[source]]
        for place in range(QUOTAS):
            if cleaned[f"section-{place}"]:
                section = {"section_id": cleaned[f"section-{place}"], "count": cleaned[f"count-{place}"]}
                rules.append(nothing | {"source": SOURCES.SECTION_SUBTREE} | section)
        if not any(rule["source"] == SOURCES.SECTION_SUBTREE for rule in rules):
            rules.append(nothing | {"source": SOURCES.SECTION_SUBTREE})
        return rules


def shortages(test):
    """[(what, how many the bank has, how many are wanted)] of what the bank cannot fill now; shown when a test is saved."""
    from .drawing import Tree

    at = clock.now()
    tree, short = Tree(at), []
    pool = [frozenset(link.section_id for link in one.links.all()) for one in _drawable(test, at)]
    if len(pool) < test.draw_count:
        short.append((_("all questions"), len(pool), test.draw_count))
    if test.task_count and not test.is_practice:
        tasks = Question.objects.drawable(at).for_tests().tasks().filter(regulation=test.regulation).count()
        if tasks < test.task_count:
            short.append((_("practical tasks"), tasks, test.task_count))
    titles = dict(nodes_in_force(at).values_list("section_id", "number"))
    for rule in test.rules.all():
        if rule.section_id and rule.count:
            ids, _above = tree.subtree(rule.section_id)
            have = sum(bool(sections & ids) for sections in pool)
            if have < rule.count:
                short.append((_("section %(number)s") % {"number": titles.get(rule.section_id, "—")}, have, rule.count))
    return short


def _drawable(test, at):
    found = Question.objects.drawable(at).for_tests().filter(regulation=test.regulation)
    return (found.tasks() if test.is_practice else found.without_tasks()).prefetch_related("links")

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from crm_project.lib.text import twin_key
from deals.models import Funnel, Product, Stage

from .models import ImportRun
from .targets import TARGETS
from .targets.people import people_by_name
from .words import KINDS_OF_STAGE

SKIP = ""
NEW_FIELD = "extra:new"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX up to 50 MB, titles in the first row"))
    what = forms.ChoiceField(
        label=_("What is in it"), required=False, choices=[("", _("recognise by the titles")), *ImportRun.What.choices]
    )


class ColumnsForm(forms.Form):
    """One choice per column: a field of the target, a field of its own, or nothing."""

    def __init__(self, data, run, guess):
        super().__init__(data)
        self.target = TARGETS[run.what]
        choices = [(SKIP, _("Do not import"))] + [(one.key, one.label) for one in self.target.fields]
        if self.target.takes_new_fields:
            choices.append((NEW_FIELD, _("A new field of its own")))
        for place, title in enumerate(run.head):
            usual = guess.get(str(place)) or (NEW_FIELD if self.target.takes_new_fields else SKIP)
            initial = run.mapping.get(str(place), usual)
            initial = NEW_FIELD if initial.startswith("extra:") else initial
            field = forms.ChoiceField(label=title, choices=choices, required=False, initial=initial)
            field.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[f"column_{place}"] = field

    def clean(self):
        cleaned = super().clean()
        keys = [key for key in cleaned.values() if key and key != NEW_FIELD]
        for name, key in cleaned.items():
            if key and key != NEW_FIELD and keys.count(key) > 1:
                self.add_error(name, _("Two columns cannot go into one field."))
        for one in self.target.fields:
            if one.required and one.key not in keys:
                self.add_error(None, _("Choose the column for the field “%(field)s”: nothing comes in without it.") % {"field": one.label})
        return cleaned

    @property
    def mapping(self):
        return {name.removeprefix("column_"): key for name, key in self.cleaned_data.items() if key}


class ChoicesForm(forms.Form):
    """How the words of the file are to be understood: funnel, stages, owners, products, currency."""

    currency = forms.ChoiceField(label=_("Currency of the sums"))

    def __init__(self, data, run, values, user):
        super().__init__(data)
        usual = Workspace.current().currency
        self.fields["currency"].choices = [(code, code) for code in dict.fromkeys([usual, "RUB", "USD", "EUR", "KZT", "BYN", "UAH", "CNY"])]
        self.fields["currency"].initial = run.choices.get("currency", usual)
        self.run, self.values, self.groups = run, values, []
        if run.what == ImportRun.What.DEALS:
            self._add_funnel(user)
            self._add_group("stage", self._stage_choices(), self._guess_stage)
            self._add_group("owner", self._owner_choices(user), self._guess_owner)
            self._add_group("product", self._product_choices(), self._guess_product)

    def _add_funnel(self, user):
        self.funnels = funnels = Stage.objects.live().funnels_of_deals(user)
        choices = [("new", _("A new funnel from the stages of the file"))] + [(str(funnel.pk), funnel.name) for funnel in funnels]
        known = {twin_key(stage.name): str(funnel.pk) for funnel in funnels for stage in funnel.live_stages}
        found = {known.get(twin_key(value)) for value in self.values.get("stage", {})}
        initial = found.pop() if len(found) == 1 else None
        self.fields["funnel"] = forms.ChoiceField(
            label=_("Funnel"), choices=choices, initial=self.run.choices.get("funnel_choice") or initial or "new"
        )
        self.fields["funnel_name"] = forms.CharField(
            label=_("Name of the new funnel"),
            required=False,
            max_length=120,
            initial=self.run.choices.get("funnel_name") or self.run.name.rsplit(".", 1)[0],
        )

    def _add_group(self, key, choices, guess):
        if key not in self.values:
            return
        rows = []
        for place, (value, count) in enumerate(self.values[key].items()):
            name = f"{key}_{place}"
            initial = self.run.choices.get(key, {}).get(value) or guess(value, place)
            field = forms.ChoiceField(label=value, choices=choices, required=False, initial=str(initial or ""))
            field.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[name] = field
            rows.append((name, value, count))
        self.groups.append((key, rows))

    def _stage_choices(self):
        kinds = [(f"kind:{kind}", label) for kind, label in KINDS_OF_STAGE.items()]
        stages = [(funnel.name, [(str(stage.pk), stage.name) for stage in funnel.live_stages]) for funnel in self.funnels]
        return [("", _("Choose")), (_("In the new funnel"), kinds), *stages]

    def _guess_stage(self, value, place):
        wanted = self.fields["funnel"].initial
        if wanted != "new":
            stages = [stage for funnel in self.funnels if str(funnel.pk) == wanted for stage in funnel.live_stages]
            known = [str(stage.pk) for stage in stages if twin_key(stage.name) == twin_key(value)]
            if known:
                return known[0]
        low = value.casefold()
        for kind, words in {"lost": ("lost", "проигр", "отказ", "закрыто и не"), "won": ("won", "успеш", "выигр", "закрыто и ре")}.items():
            if any(word in low for word in words):
                return f"kind:{kind}"
        return "kind:entry" if any(word in low for word in ("prospect", "new", "нов", "первич", "неразобр")) else "kind:working"

    def _owner_choices(self, user):
        people = [(str(one.pk), one.full_name) for one in sorted(set(people_by_name().values()), key=str)]
        return [("", _("Refuse these rows")), ("new", _("A new colleague without access")), *people]

    def _guess_owner(self, value, place):
        known = people_by_name().get(value.casefold()) if place == 0 else self._people.get(value.casefold())
        if place == 0:
            self._people = people_by_name()
        return str(known.pk) if known else "new"

    def _product_choices(self):
        products = [(str(product.pk), product.name) for product in Product.objects.live()]
        return [("", _("Refuse these rows")), ("new", _("A new product")), *products]

    def _guess_product(self, value, place):
        if place == 0:
            self._products = {twin_key(name): product for product in Product.objects.live() for name in (product.name, *product.aliases)}
        known = self._products.get(twin_key(value))
        return str(known.pk) if known else "new"

    def proposals(self):
        """Values of the file that mean a record of another spelling: shown, so that a person confirms them."""
        names = dict(self.fields["product_0"].choices) if "product_0" in self.fields else {}
        for key, rows in self.groups:
            if key == "product":
                return [
                    (value, names[self.fields[name].initial])
                    for name, value, _n in rows
                    if names.get(self.fields[name].initial) not in (None, value)
                ]
        return []

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("funnel") == "new":
            if not (cleaned.get("funnel_name") or "").strip():
                self.add_error("funnel_name", _("Give the new funnel a name."))
            elif Funnel.objects.live().filter(name=cleaned["funnel_name"].strip()).exists():
                self.add_error("funnel_name", _("There is a funnel of this name."))
        self._check_stages(cleaned)
        return cleaned

    def _check_stages(self, cleaned):
        new = cleaned.get("funnel") == "new"
        for key, rows in self.groups:
            for name, _value, _count in rows if key == "stage" else []:
                chosen = cleaned.get(name, "")
                if not chosen:
                    self.add_error(name, _("Say which stage this is."))
                elif new != chosen.startswith("kind:"):
                    self.add_error(name, _("This stage belongs to another funnel than the one chosen above."))

    def chosen(self, key):
        """{value of the file: what was chosen}"""
        for group, rows in self.groups:
            if group == key:
                return {value: self.cleaned_data[name] for name, value, _count in rows}
        return {}

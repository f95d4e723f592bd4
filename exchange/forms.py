from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Workspace
from crm_project.lib import encodings
from crm_project.lib.text import sort_key, twin_key
from deals.models import Funnel, Product, Stage

from .models import ImportRun
from .targets import TARGETS
from .targets.moving import MOVE, STAY
from .targets.own_fields import fields_for_columns
from .targets.people import names_of, spellings
from .targets.target import OUT
from .words import KINDS_OF_STAGE, kind_of_stage, stage_told

SKIP = ""
_ORDER = {"kind:entry": 1, "kind:working": 2, "kind:won": 3, "kind:lost": 4}
NEW_FIELD = "extra:new"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV, XLSX or a table of Bitrix24 up to 50 MB, titles in the first row; vCard for an address book")
    )
    what = forms.ChoiceField(label=_("What is in it"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = [(what, label) for what, label in ImportRun.What.choices if TARGETS[what].allowed(user)]
        self.fields["what"].choices = [("", _("recognise by the titles")), *allowed]


class ReadingForm(forms.Form):
    """How the file was understood: what is in it, its letters, what stands between its columns; a person may know better."""

    what = forms.ChoiceField(label=_("What is in it"))
    encoding = forms.ChoiceField(label=_("Encoding"), choices=list(encodings.NAMES.items()))
    separator = forms.ChoiceField(
        label=_("Between the columns"),
        choices=[(";", _("semicolon")), (",", _("comma")), ("\t", _("tab")), ("|", _("vertical bar"))],
    )

    def __init__(self, data, run):
        initial = run.reading | {"what": run.what}
        super().__init__(data, initial=initial)
        self.fields["what"].choices = [(what, label) for what, label in ImportRun.What.choices if TARGETS[what].allowed(run.by)]
        for name, kinds in {"encoding": ("csv", "html", "vcard"), "separator": ("csv",)}.items():
            if run.reading.get("kind", "csv") not in kinds:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select form-select-sm"

    @property
    def answers(self):
        return {"encoding": "", "separator": ""} | self.cleaned_data


class ColumnsForm(forms.Form):
    """One choice per column: a field of the target, a field of its own, or nothing."""

    def __init__(self, data, run, usual):
        super().__init__(data)
        self.target = TARGETS[run.what]
        choices = [(SKIP, _("Do not import"))] + [(one.key, one.label) for one in self.target.fields]
        takes_new = self.target.takes_new_fields and run.by.has_right("configure")
        own = fields_for_columns(run.by, self.target.kind) if self.target.takes_new_fields else []
        if own:
            choices.append((_("Own fields"), [(f"extra:{one.pk}", one.label) for one in own]))
        if takes_new:
            choices.append((NEW_FIELD, _("A new field of its own")))
        self.own, by_name = {f"extra:{one.pk}" for one in own}, {sort_key(one.label): f"extra:{one.pk}" for one in own}
        for place, title in enumerate(run.head):
            initial = (run.mapping or usual).get(str(place), SKIP)
            if initial.startswith("extra:") and initial not in self.own:
                initial = by_name.get(sort_key(title)) or (NEW_FIELD if takes_new else SKIP)
            field = forms.ChoiceField(label=title, choices=choices, required=False, initial=initial)
            field.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[f"column_{place}"] = field

    def clean(self):
        cleaned = super().clean()
        keys = [key for key in cleaned.values() if key and key != NEW_FIELD]
        alone = {one.key for one in self.target.fields if not one.many} | self.own
        for name, key in cleaned.items():
            if key in alone and keys.count(key) > 1:
                self.add_error(name, _("Two columns cannot go into one field."))
        if not set(self.target.needs) & set(keys):
            field = self.target.field_of(self.target.needs[0]).label
            self.add_error(None, _("Choose the column for the field “%(field)s”: nothing comes in without it.") % {"field": field})
        return cleaned

    @property
    def mapping(self):
        return {name.removeprefix("column_"): key for name, key in self.cleaned_data.items() if key}


class ChoicesForm(forms.Form):
    """How the words of the file are to be understood: funnel, stages, owners, products, currency, odd numbers."""

    SIMPLE = ("currency", "funnel", "funnel_name", "here", "doubtful")

    def __init__(self, data, run, values, user):
        super().__init__(data)
        self.run, self.values, self.user, self.groups = run, values, user, []
        self.target, self.may_make = TARGETS[run.what], user.has_right("configure")
        self.is_of_leads = run.what == ImportRun.What.LEADS
        if run.what in (ImportRun.What.DEALS, ImportRun.What.PRODUCTS):
            self._add_currency()
        if run.what == ImportRun.What.DEALS:
            self._add_funnel(user)
            self._add_here()
        if self.is_of_leads:
            self.funnels = [Funnel.objects.for_leads().first()]
        if run.what in (ImportRun.What.DEALS, ImportRun.What.LEADS):
            self._add_group("stage", self._stage_choices(), self._guess_stage)
        self._add_group("owner", self._owner_choices(), self._guess_owner)
        self._add_group("product", self._product_choices(), self._guess_product)
        if {"inn", "ogrn"} & set(run.mapping.values()):
            self._add_doubtful()

        for name in self.SIMPLE:
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "form-control" if name == "funnel_name" else "form-select"

    @property
    def simple(self):
        return [self[name] for name in self.SIMPLE if name in self.fields]

    def _add_currency(self):
        usual = Workspace.current().currency
        codes = dict.fromkeys([usual, "RUB", "USD", "EUR", "KZT", "BYN", "UAH", "CNY"])
        initial = self.run.choices.get("currency", usual)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency of the sums"), choices=[(code, code) for code in codes], initial=initial
        )

    def _add_doubtful(self):
        choices = [("refuse", _("Refuse these rows")), ("take", _("Bring them in as they are"))]
        label, initial = _("INN or OGRN whose check digit does not fit"), self.run.choices.get("doubtful", "refuse")
        self.fields["doubtful"] = forms.ChoiceField(label=label, choices=choices, initial=initial)

    def _add_here(self):
        if "foreign_id" in self.run.mapping.values():
            choices = [(STAY, _("Leave them where they are")), (MOVE, _("Move them by the rules of the funnel, as on the board"))]
            label = _("Deals that are here already and stand at another stage")
            self.fields["here"] = forms.ChoiceField(label=label, choices=choices, initial=self.run.choices.get("here", STAY))

    def _add_funnel(self, user):
        self.funnels = funnels = Stage.objects.live().funnels_of_deals(user)
        new = [("new", _("A new funnel from the stages of the file"))] if self.may_make else []
        choices = new + [(str(funnel.pk), funnel.name) for funnel in funnels]
        known = {twin_key(stage.name): str(funnel.pk) for funnel in funnels for stage in funnel.live_stages}
        found = {known.get(twin_key(value)) for value in self.values.get("stage", {})}
        initial = (found.pop() if len(found) == 1 else None) or (choices[0][0] if choices else "")
        self.fields["funnel"] = forms.ChoiceField(
            label=_("Funnel"), choices=choices, initial=self.run.choices.get("funnel_choice") or initial
        )
        if not new:
            return
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
            initial = str(self.run.choices.get(key, {}).get(value) or guess(value, place) or "")
            if initial == "new" and not self.may_make:
                initial = ""
            field = forms.ChoiceField(label=value, choices=choices, required=False, initial=initial)
            field.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[name] = field
            rows.append((name, value, count))
        if key == "stage":
            rows.sort(key=lambda row: _ORDER.get(self.fields[row[0]].initial, 0))
        self.groups.append((key, rows))

    def _stage_choices(self):
        kinds = [(f"kind:{kind}", label) for kind, label in KINDS_OF_STAGE.items()]
        stages = [(funnel.name, [(str(stage.pk), stage.name) for stage in funnel.live_stages]) for funnel in self.funnels]
        new = [(_("In the new funnel"), kinds)] if self.may_make and not self.is_of_leads else []
        return [("", _("Choose")), (OUT, _("Leave these rows out")), *new, *stages]

    def _guess_stage(self, value, place):
        """The stage of the same name; else the end or the beginning that the word means."""
        wanted = str(self.funnels[0].pk) if self.is_of_leads else self.fields["funnel"].initial
        name = stage_told(self.run, value)
        kind = kind_of_stage(name)
        if wanted == "new":
            return f"kind:{kind}"
        stages = [stage for funnel in self.funnels if str(funnel.pk) == wanted for stage in funnel.live_stages]
        named = [stage.pk for stage in stages if twin_key(stage.name) == twin_key(name)]
        alike = [stage.pk for stage in stages if stage.kind == kind] if kind != "working" or self.is_of_leads else []
        return next(iter([*named, *alike]), "")

    @property
    def _hires(self):
        """Whether somebody nobody knows may become a colleague: only of deals, whose past they own."""
        return self.may_make and self.run.what == ImportRun.What.DEALS

    def _owner_choices(self):
        """Only people to whom the importer may give such records; a colleague who has left owns the past."""
        self.people = list(self.target.owners(self.user).select_related("department", "role"))
        people = [(str(one.pk), one.full_name if one.is_active else _("%(name)s (no access)") % {"name": one}) for one in self.people]
        new = [("new", _("A new colleague without access"))] if self._hires else []
        return [("", _("Refuse these rows")), *new, *people]

    def _guess_owner(self, value, place):
        if place == 0:
            self._people = {key: one for one in reversed(self.people) for key in names_of(one)}
        known = next((self._people[name] for name in spellings(value) if name in self._people), None)
        return str(known.pk) if known else "new" if self._hires else str(self.user.pk)

    def _product_choices(self):
        products = [(str(product.pk), product.name) for product in Product.objects.live()] if "product" in self.values else []
        return [("", _("Refuse these rows")), *([("new", _("A new product"))] if self.may_make else []), *products]

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
                    if self.fields[name].initial != "new" and names.get(self.fields[name].initial) not in (None, value)
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
                elif chosen != OUT and new != chosen.startswith("kind:"):
                    self.add_error(name, _("This stage belongs to another funnel than the one chosen above."))

    def chosen(self, key):
        """{value of the file: what was chosen}"""
        for group, rows in self.groups:
            if group == key:
                return {value: self.cleaned_data[name] for name, value, _count in rows}
        return {}

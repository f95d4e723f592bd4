"""The one page of a move: everything that will be made, each line to be renamed, left out or joined to what is here."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, Workspace
from contacts.checking import is_email
from contacts.models import Source
from crm_project.lib.text import clean_line, sort_key, twin_key
from deals.models import Funnel, Product, Stage
from fields.models import CustomField

from ..targets import TARGETS
from ..targets.own_fields import READABLE
from ..targets.people import names_of, spellings
from ..targets.target import OUT
from .plan import MOST_SHOWN

NEW, SKIP, ME = "new", "", "me"
KINDS = {"working": gettext_lazy("open stage"), "won": gettext_lazy("won"), "lost": gettext_lazy("lost")}
TYPES = ("text", "number", "money", "date", "choice", "yes_no", "link")


class FilesField(forms.FileField):
    """Several files at once."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True

    widget = Input

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in files]


class FilesForm(forms.Form):
    files = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,
        help_text=gettext_lazy("Exports of deals, leads, contacts and companies: CSV, XLSX or the “xls” of Bitrix24, up to 50 MB each"),
    )


class PlanForm(forms.Form):
    """Fields are named after what they ask for and its place in the plan: `stage_0_3_kind`."""

    def __init__(self, data, plan, user):
        super().__init__(data)
        self.plan, self.user = plan, user
        self.funnels_here = Stage.objects.live().funnels_of_deals(user)
        self.asked_of = {}
        self.groups = {"funnels": [], "leads": [], "people": [], "sources": [], "columns": [], "products": []}
        for place, funnel in enumerate(plan.funnels):
            self.groups["funnels"].append(self._funnel(place, funnel))
        self._lead_stages()
        self._people()
        self._words("source", "sources", Source.objects.live(), _("A new source"), _("Come in without a source"))
        self._words("product", "products", Product.objects.live(), _("A new product"), _("Refuse these rows"))
        self._columns()
        if plan.funnels or plan.words("product"):
            self._currency()
        for one in self.fields.values():
            if not isinstance(one, forms.BooleanField):
                size = "form-select form-select-sm" if isinstance(one, forms.ChoiceField) else "form-control form-control-sm"
                one.widget.attrs |= {"class": size, "aria-label": one.label}

    # -- funnels -----------------------------------------------------------------

    def _funnel(self, number, told):
        name = f"funnel_{number}"
        here = [(str(one.pk), one.name) for one in self.funnels_here]
        known = next((pk for pk, label in here if twin_key(label) == twin_key(told.name or _("Deals"))), NEW)
        self.fields[name] = forms.ChoiceField(label=told.name or _("Funnel"), choices=[(NEW, _("A new funnel")), *here], initial=known)
        self._text(f"{name}_name", _("Name of the funnel"), told.name or _("Deals"), 120)
        self.asked_of[f"{name}_name"] = name, {NEW}
        stages = [self._stage(f"stage_{number}_{place}", place, stage, known) for place, stage in enumerate(told.stages)]
        reasons = [self._reason(f"reason_{number}_{place}", word) for place, word in enumerate(told.reasons)]
        return {"told": told, "choice": self[name], "name": self[f"{name}_name"], "stages": stages, "reasons": reasons}

    def _stage(self, name, place, told, funnel):
        kind = told.kind if told.kind in ("won", "lost") else "working"
        known = [stage for one in self.funnels_here if str(one.pk) == funnel for stage in one.live_stages]
        same = next((stage for stage in known if twin_key(stage.name) == twin_key(told.name)), None)
        end = next((stage for stage in known if stage.kind == kind and kind != "working"), None)
        initial = str((same or end).pk) if same or end else kind
        kinds = (_("A stage of this funnel"), [(code, str(label)) for code, label in KINDS.items()])
        here = [(one.name, [(str(stage.pk), stage.name) for stage in one.live_stages]) for one in self.funnels_here]
        choices = [kinds, *here, (_("Otherwise"), [(OUT, _("Leave these rows out"))])]
        self.fields[f"{name}_kind"] = forms.ChoiceField(
            label=_("What “%(name)s” is") % {"name": told.name}, choices=choices, initial=initial
        )
        self._text(f"{name}_name", _("Name of “%(name)s”") % {"name": told.name}, told.name, 80)
        self.fields[f"{name}_place"] = forms.IntegerField(
            label=_("Place of “%(name)s”") % {"name": told.name}, initial=place + 1, min_value=1, max_value=999
        )
        self.asked_of |= dict.fromkeys((f"{name}_name", f"{name}_place"), (f"{name}_kind", set(KINDS)))
        return {"told": told, "kind": self[f"{name}_kind"], "name": self[f"{name}_name"], "place": self[f"{name}_place"]}

    def _reason(self, name, word):
        self.fields[f"{name}_take"] = forms.BooleanField(label=word, required=False, initial=True)
        self._text(f"{name}_name", _("Name of “%(name)s”") % {"name": word}, word, 120)
        return {"word": word, "take": self[f"{name}_take"], "name": self[f"{name}_name"]}

    def _lead_stages(self):
        funnel = Funnel.objects.for_leads().first()
        here = funnel.live_stages if funnel else []
        for place, told in enumerate(self.plan.lead_stages):
            same = next((stage for stage in here if twin_key(stage.name) == twin_key(told.name)), None)
            alike = next((stage for stage in here if stage.kind == told.kind and told.kind != "working"), None)
            initial = str((same or alike).pk) if same or alike else "working"
            choices = [
                ("working", _("A new open stage")),
                *((str(stage.pk), stage.name) for stage in here),
                (OUT, _("Leave these rows out")),
            ]
            self.fields[f"lead_{place}_kind"] = forms.ChoiceField(label=told.name, choices=choices, initial=initial)
            self._text(f"lead_{place}_name", _("Name of “%(name)s”") % {"name": told.name}, told.name, 80)
            self.groups["leads"].append({"told": told, "kind": self[f"lead_{place}_kind"], "name": self[f"lead_{place}_name"]})

    # -- people and words --------------------------------------------------------------

    def _people(self):
        people = list(User.objects.select_related("department").by_name())
        known = {key: one for one in reversed(people) for key in names_of(one)}
        labels = [(str(one.pk), one.full_name if one.is_active else _("%(name)s (no access)") % {"name": one}) for one in people]
        choices = [
            (NEW, _("A new colleague without access")),
            ("invite", _("A new colleague, to be invited")),
            (ME, _("Me")),
            (SKIP, _("Refuse these rows")),
            *labels,
        ]
        for place, (word, count) in enumerate(self.shown("owner")):
            found = next((known[name] for name in spellings(word) if name in known), None)
            self.fields[f"owner_{place}"] = forms.ChoiceField(
                label=word, choices=choices, required=False, initial=str(found.pk) if found else NEW
            )
            address = next((one for one in spellings(word) if is_email(one)), "")
            self.fields[f"owner_{place}_email"] = forms.EmailField(
                label=_("E-mail of %(name)s") % {"name": word}, required=False, initial="" if found else address, max_length=254
            )
            self.asked_of[f"owner_{place}_email"] = f"owner_{place}", {NEW, "invite"}
            line = {"word": word, "count": count, "choice": self[f"owner_{place}"], "email": self[f"owner_{place}_email"]}
            self.groups["people"].append(line)

    def _words(self, key, group, records, new, skip):
        records = list(records) if self.plan.words(key) else []
        known = {name.casefold(): str(one.pk) for one in records for name in (one.name, *getattr(one, "aliases", ()))}
        choices = [(NEW, new), (SKIP, skip), *((str(one.pk), one.name) for one in records)]
        for place, (word, count) in enumerate(self.shown(key)):
            initial = known.get(word.casefold(), NEW)
            self.fields[f"{key}_{place}"] = forms.ChoiceField(label=word, choices=choices, required=False, initial=initial)
            self.groups[group].append({"word": word, "count": count, "choice": self[f"{key}_{place}"]})

    def shown(self, key):
        return self.plan.words(key)[: MOST_SHOWN[key]]

    # -- columns ---------------------------------------------------------------------------

    def columns_shown(self):
        """The fullest columns of each file; the others become fields as they are proposed."""
        for run in self.plan.runs:
            ours = sorted((one for one in self.plan.columns if one.run == run), key=lambda one: -one.filled)
            yield from sorted(ours[: MOST_SHOWN["column"]], key=lambda one: int(one.place))

    def _columns(self):
        here = {}
        for one in CustomField.objects.live():
            if one.type in READABLE:
                here.setdefault(one.entity, []).append(one)
        for told in self.columns_shown():
            target, name = TARGETS[told.run.what], f"column_{told.run.pk}_{told.place}"
            own = here.get(target.kind, [])
            same = next((one for one in own if sort_key(one.label) == sort_key(told.title)), None)
            fields = [(one.key, str(one.label)) for one in target.fields if one.many]
            choices = [(NEW, _("A new field")), (SKIP, _("Do not import")), *((f"extra:{one.pk}", one.label) for one in own), *fields]
            self.fields[name] = forms.ChoiceField(
                label=told.title, choices=choices, required=False, initial=f"extra:{same.pk}" if same else NEW
            )
            self._text(f"{name}_label", _("Name of “%(name)s”") % {"name": told.title}, told.title[:120], 120)
            types = [(code, label) for code, label in CustomField.Type.choices if code in TYPES and (code != "choice" or told.options)]
            self.fields[f"{name}_type"] = forms.ChoiceField(
                label=_("Type of “%(name)s”") % {"name": told.title}, choices=types, initial=told.type
            )
            line = {"told": told, "choice": self[name], "label": self[f"{name}_label"], "type": self[f"{name}_type"]}
            self.groups["columns"].append(line)

    def _currency(self):
        usual = Workspace.current().currency
        codes = dict.fromkeys([usual, "RUB", "USD", "EUR", "KZT", "BYN", "UAH", "CNY"])
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency of the sums"), choices=[(code, code) for code in codes], initial=usual
        )

    def _text(self, name, label, initial, longest):
        self.fields[name] = forms.CharField(label=label, initial=initial[:longest], max_length=longest, required=False)

    # -- checks ---------------------------------------------------------------------------

    def clean(self):
        cleaned = super().clean()
        self._forget_what_is_not_asked(cleaned)
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = clean_line(value)
        self._check_names(cleaned)
        self._check_people(cleaned)
        return cleaned

    def _forget_what_is_not_asked(self, cleaned):
        """A field of something new means nothing once something known is chosen: the page hides it, so it cannot be wrong."""
        for name, (choice, answers) in self.asked_of.items():
            if name in self.errors and cleaned.get(choice) not in answers:
                del self._errors[name]
                cleaned[name] = self.fields[name].initial

    def _check_names(self, cleaned):
        taken = set()
        for number, told in enumerate(self.plan.funnels):
            kinds = [cleaned.get(f"stage_{number}_{place}_kind") for place in range(len(told.stages))]
            if cleaned.get(f"funnel_{number}") == NEW and set(kinds) & set(KINDS):
                name = cleaned.get(f"funnel_{number}_name", "")
                if not name:
                    self.add_error(f"funnel_{number}_name", _("Give the new funnel a name."))
                elif twin_key(name) in taken:
                    self.add_error(f"funnel_{number}_name", _("Two new funnels cannot bear one name."))
                taken.add(twin_key(name))
            for place, kind in enumerate(kinds):
                if kind in KINDS and not cleaned.get(f"stage_{number}_{place}_name"):
                    self.add_error(f"stage_{number}_{place}_name", _("Give the stage a name."))
        for line in self.groups["columns"]:
            if cleaned.get(line["choice"].name) == NEW and not cleaned.get(line["label"].name):
                self.add_error(line["label"].name, _("Give the field a name."))

    def _check_people(self, cleaned):
        taken = set()
        for place in range(len(self.groups["people"])):
            choice, email = cleaned.get(f"owner_{place}"), (cleaned.get(f"owner_{place}_email") or "").lower()
            if choice == "invite" and not email:
                self.add_error(f"owner_{place}_email", _("An invitation needs an e-mail."))
            if choice in (NEW, "invite") and email:
                if email in taken or User.objects.of_email(email):
                    self.add_error(f"owner_{place}_email", _("Somebody else has this e-mail: choose them in the list."))
                taken.add(email)

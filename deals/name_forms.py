"""How deals of a funnel are named, stage by stage, tried on real deals before it is kept."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import clean_line

from .models import Deal
from .naming import DEFAULT, name_at, name_of, own_tokens, template_of, unknown_tokens

LOOKED_THROUGH, OFFERED = 200, 20


class NamesForm(forms.Form):
    """The template of the funnel, and those of its stages where they differ."""

    name_template = forms.CharField(
        label=_("Template of the funnel"), required=False, max_length=250, widget=forms.TextInput(attrs={"data-wide": True})
    )
    manual_names = forms.BooleanField(label=_("names may be typed by hand"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, funnel):
        self.funnel = funnel
        known = {"name_template": funnel.name_template, "manual_names": funnel.manual_names, "seen": funnel.version}
        super().__init__(data, initial=known)
        self.fields["name_template"].help_text = _("Empty: {product} · {client}")
        usual = forms.TextInput(attrs={"placeholder": funnel.name_template or DEFAULT})
        for stage in self.stages:
            own = funnel.name_templates.get(str(stage.pk), "")
            self.fields[f"stage_{stage.pk}"] = forms.CharField(label=stage.name, required=False, max_length=250, initial=own, widget=usual)

    @cached_property
    def stages(self):
        return [stage for stage in self.funnel.live_stages if stage.kind != "lost"]

    def clean(self):
        for name in ["name_template", *(f"stage_{stage.pk}" for stage in self.stages)]:
            template = clean_line(self.cleaned_data.get(name, ""))
            self.cleaned_data[name] = template
            if unknown := unknown_tokens(template, self.funnel):
                token = unknown[0].strip("{}")
                self.add_error(name, forms.ValidationError(_("There is no token {%(token)s}."), params={"token": token}))

    @property
    def values(self):
        templates = {str(stage.pk): self.cleaned_data[f"stage_{stage.pk}"] for stage in self.stages}
        return {
            "name_template": self.cleaned_data["name_template"],
            "manual_names": self.cleaned_data["manual_names"],
            "name_templates": {pk: template for pk, template in templates.items() if template},
        }

    def tried(self):
        """The funnel as it would name deals; it is not kept."""
        for name, value in self.values.items():
            setattr(self.funnel, name, value)
        return self.funnel


@dataclass
class Trial:
    """What one deal would be called at each stage, and which open deals would share a name."""

    deal: Any
    rows: list
    shared: int
    example: str
    looked: int


def trial_of(funnel, user, chosen=None):
    """The newest deals of the funnel that the person may see, named by its templates."""
    deals = list(Deal.objects.visible_to(user).in_funnel(funnel).open().for_names().newest_first()[:LOOKED_THROUGH])
    deal = next((one for one in deals if one.pk == chosen), deals[0] if deals else None)
    own = own_tokens(funnel)
    names = Counter(name_of(one, template_of(funnel, one.stage), own) for one in deals if not one.name_is_manual)
    doubles = {name: number for name, number in names.items() if number > 1}
    example = max(doubles, key=doubles.get) if doubles else ""
    stages = [stage for stage in funnel.live_stages if stage.kind != "lost"] if deal else []
    rows = [(stage, name_at(deal, stage, template_of(funnel, stage), own)) for stage in stages]
    return Trial(deal, rows, sum(doubles.values()), example, len(deals)), deals[:OFFERED]

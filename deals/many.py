"""What can be done with many deals at once: every card by the verb that its own page calls."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from bulk.editing import EditField, FieldTerms
from bulk.targets import target
from bulk.usual import Discarding, Giving, Moving
from bulk.verbs import TermsForm, Verb, verb
from crm_project.lib import csv_export, xlsx
from crm_project.lib.formats import number
from crm_project.lib.refusals import BadParameters
from fields.reading import own_fields

from . import refusal_words
from .card_fields import BUILT_IN, reader_of
from .exporting import DealTable
from .models import Deal, Funnel, Stage
from .place import Place
from .refusals import Refused

SIMPLE = ("source", "amount", "expected_close_on", "decision_on", "contract_number")
"""Fields of a deal that make sense for many at once; links to clients do not."""


def found(request, query):
    """The deals of the list or the board under these conditions."""
    place = Place(request, "list", query)
    if not place.filters.is_valid():
        raise BadParameters
    return place.filters.found.live()


def export(request, deals, ending):
    table = DealTable(deals.allowed(request.user, "export"), request.user)
    table.note(_("chosen by hand"))
    write = csv_export.response if ending == "csv" else xlsx.response
    return write("deals", table.head, table.rows())


target(
    "deal",
    label=gettext_lazy("Deals"),
    visible=lambda user: Deal.objects.visible_to(user).live(),
    found=found,
    number=lambda n: ngettext("{n} deal", "{n} deals", n).format(n=number(n)),
    page="deals:list",
    card="deals:card",
    seen=("stage_id", "owner_id", "version"),
    ready=lambda deals: deals.for_move(),
    export=export,
)


class OwnerTerms(TermsForm):
    owner = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("New owner"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.active().who_work_with("deal").colleagues_of(self.user)


class StageTerms(TermsForm):
    stage = forms.ModelChoiceField(Stage.objects.none(), label=gettext_lazy("To the stage"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        funnels = Funnel.objects.for_deals().visible_to(self.user)
        stages = Stage.objects.live().filter(funnel__in=funnels).exclude(kind=Stage.Kind.LOST)
        self.fields["stage"].queryset = stages.select_related("funnel").order_by("funnel__position", "funnel_id", "position")

    def know(self, records):
        """The stages of the funnels the chosen deals are in, the funnel of most of them first: no move leads out of a funnel."""
        stages = {pk: [] for pk in records.most_common_funnels()}
        for stage in self.fields["stage"].queryset:
            if stage.funnel_id in stages:
                stages[stage.funnel_id].append(stage)
        groups = [(ours[0].funnel.name, [(stage.pk, stage.name) for stage in ours]) for ours in stages.values() if ours]
        self.fields["stage"].choices = [("", "—"), *(groups if len(groups) > 1 else groups[0][1] if groups else [])]


class DealFieldTerms(FieldTerms):
    def fields_for(self, user, kind):
        """Built-in and added fields; sums only for those who see them."""
        readers = [BUILT_IN[key] for key in SIMPLE]
        readers += [reader_of(f"extra_{one.code}", custom=one) for one in own_fields(user, "deal") if one.type != "file"]
        return {
            reader.key: (reader.label, lambda reader=reader: reader.form_field(None, user))
            for reader in readers
            if not reader.is_money or user.has_right("see_money")
        }


class DealVerb(Verb):
    refusals = (Refused,)


@verb("deal")
class Give(DealVerb, Giving):
    form, flag = OwnerTerms, "reassign"

    def tell(self, refusal, record, terms):
        return refusal_words.not_given(refusal)


@verb("deal")
class Move(DealVerb, Moving):
    form = StageTerms

    def do(self, record, terms, *, by, seen, token):
        if record.funnel_id == terms["stage"].funnel_id:
            # One funnel, with its stages and fields read once, serves all the cards; the verb sees by its version if it was edited since.
            record.funnel = terms["stage"].funnel
        record.move_to(terms["stage"], by=by, seen=seen.get("stage_id") or None)

    def tell(self, refusal, record, terms):
        return refusal_words.not_moved(refusal, terms["stage"])


@verb("deal")
class Change(EditField):
    form, refusals = DealFieldTerms, (Refused,)

    def tell(self, refusal, record, terms):
        return refusal_words.not_changed(refusal)


@verb("deal")
class Discard(DealVerb, Discarding):
    def tell(self, refusal, record, terms):
        return refusal_words.not_discarded(refusal)

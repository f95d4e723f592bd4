"""The page of the funnel editor: the stages as they will be with the draft, advice on each, and the matrix of fields."""

from dataclasses import dataclass
from functools import cached_property

from crm_project.lib import clock
from fields.models import CustomField

from .card_fields import BUILT_IN, reader_of
from .changes import Demand, Placing, Removal, open_cards
from .lint import remarks_on
from .models.shaping import placed
from .out_of_sight import workers_of
from .stage_facts import facts_of


@dataclass
class Line:
    """A stage in the list: where it stands, how many cards, what is unclear, what the draft does with it."""

    stage: object
    count: int
    remarks: list
    is_moved: bool = False
    heir: object = None
    reasons: int = 0

    @property
    def is_grave(self):
        return any(remark.is_grave for remark in self.remarks)


@dataclass
class Cell:
    """One field in one stage: "required", "shown" or "", as it will be with the draft."""

    stage: object
    demand: str
    is_draft: bool = False
    grace_until: object = None


@dataclass
class Gap:
    """A demand in its days of grace: how many cards of before still lack the field."""

    field: object
    stage: object
    label: str
    count: int


@dataclass
class Editor:
    funnel: object

    @cached_property
    def drafted(self):
        return self.funnel.drafted

    @cached_property
    def stages(self):
        """The live stages in the order that the draft gives them."""
        stages = list(self.funnel.stages.live().order_by("position").select_related("goes_to").prefetch_related("fields__custom"))
        for change in self.drafted:
            if isinstance(change, Placing):
                stages = placed(stages, next(one for one in stages if one.pk == change.stage), change.number)
        return stages

    @property
    def lines(self):
        counts, facts = self.funnel.open_cards_by_stage(), facts_of(self.funnel)
        moved = {one.stage for one in self.drafted if isinstance(one, Placing)}
        heirs = {one.stage: one.heir_in(self.funnel) for one in self.drafted if isinstance(one, Removal)}
        taken = {one.name for one in self.stages}
        reasons, workers = self.funnel.loss_reasons.live().count(), workers_of(self.funnel.kind_of_card)
        return [
            Line(
                one,
                counts.get(one.pk, 0),
                remarks_on(one, facts.get(one.pk), taken, workers),
                one.pk in moved,
                heirs.get(one.pk) or one.goes_to,
                reasons,
            )
            for one in self.stages
        ]

    @property
    def asked_stages(self):
        return [one for one in self.stages if one.kind != "lost" and not one.is_going]

    @property
    def matrix(self):
        """(key, label, cells) for every field that the funnel could ask for: built-in ones first."""
        fields = {(stage.pk, one.key): one for stage in self.asked_stages for one in stage.fields.all()}
        drafted = {(one.stage, one.key): one.demand for one in self.drafted if isinstance(one, Demand)}
        entity = self.funnel.kind_of_card
        rows = [(one.key, str(one.label)) for one in BUILT_IN.values() if entity in one.kinds]
        rows += [(one.key, one.label) for one in CustomField.objects.of(entity).in_funnel(self.funnel)]
        return [
            (key, label, [_cell(stage, fields.get((stage.pk, key)), drafted.get((stage.pk, key))) for stage in self.asked_stages])
            for key, label in rows
        ]

    @property
    def gaps(self):
        """The demands in their days of grace, each with the cards that still have to be filled in: the list that burns down."""
        waiting = [
            (one, stage) for stage in self.asked_stages for one in stage.fields.all() if one.grace_until and one.grace_until > clock.now()
        ]
        readers = [(one, stage, reader_of(one)) for one, stage in waiting]
        return [
            Gap(one, stage, str(reader.label), open_cards(self.funnel).filter(reader.empty()).count()) for one, stage, reader in readers
        ]


def lacking(funnel, key):
    """(what the field is called, the open cards of a funnel on which it is empty); None if there is no such field."""
    try:
        reader = reader_of(key, funnel.kind_of_card)
    except CustomField.DoesNotExist:
        return None
    return reader.label, open_cards(funnel).filter(reader.empty())


def _cell(stage, asked, drafted):
    now = "" if asked is None else "required" if asked.is_required else "shown"
    grace = asked.grace_until if asked and asked.grace_until and asked.grace_until > clock.now() else None
    return Cell(stage, now if drafted is None else drafted, drafted is not None, grace)

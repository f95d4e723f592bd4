"""What is missing on a deal, stage by stage: for the stepper, the notes of the board and the dialogs."""

from dataclasses import dataclass, field

from .card_fields import reader_of
from .requirements import required_fields, stages_with_fields


@dataclass
class Need:
    """A stage ahead of a deal and the fields that are still empty for it."""

    stage: object
    is_behind: bool = False
    is_here: bool = False
    missing: list = field(default_factory=list)

    @property
    def count(self):
        return len(self.missing)

    @property
    def labels(self):
        return [label_of(one) for one in self.missing]


def needs_of(deal):
    """Needs of every live open stage of the deal's funnel, in order."""
    known = {}
    needs = []
    for stage in stages_with_fields(deal.funnel):
        if stage.is_open:
            is_here, is_behind = stage.pk == deal.stage_id, stage.position < deal.stage.position
            missing = [] if is_here or is_behind else missing_on(deal, stage, known)
            needs.append(Need(stage, is_behind, is_here, missing))
    return needs


def missing_on(deal, stage, known=None):
    """The StageFields that a move to this stage would ask for; `known` remembers what was looked at."""
    known = {} if known is None else known
    return [one for one in required_fields(deal, stage) if not _is_filled(deal, one, known)]


def label_of(stage_field):
    return reader_of(stage_field).label


def _is_filled(deal, stage_field, known):
    if stage_field.key not in known:
        known[stage_field.key] = reader_of(stage_field).is_filled(deal)
    return known[stage_field.key]

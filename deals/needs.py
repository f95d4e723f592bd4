"""What is missing on a deal, stage by stage: for the stepper, the notes of the board and the dialogs."""

from dataclasses import dataclass, field

from fields.hidden import label_for

from .card_fields import reader_of
from .requirements import required_fields, stages_with_fields


@dataclass
class Need:
    """A stage ahead of a deal and the fields that are still empty for it."""

    stage: object
    is_behind: bool = False
    is_here: bool = False
    missing: list = field(default_factory=list)
    reader: object = None

    @property
    def count(self):
        return len(self.missing)

    @property
    def labels(self):
        return [label_of(one, self.reader) for one in self.missing]


def needs_of(deal, user=None):
    """Needs of every live open stage of the deal's funnel, in order, in words for this reader."""
    known = {}
    needs = []
    for stage in stages_with_fields(deal.funnel):
        if stage.is_open:
            is_here, is_behind = stage.pk == deal.stage_id, stage.position < deal.stage.position
            missing = [] if is_here or is_behind else missing_on(deal, stage, known)
            needs.append(Need(stage, is_behind, is_here, missing, user))
    return needs


def missing_on(deal, stage, known=None):
    """The StageFields that a move to this stage would ask for; `known` remembers what was looked at."""
    known = {} if known is None else known
    return [one for one in required_fields(deal, stage) if not _is_filled(deal, one, known)]


def label_of(stage_field, user=None):
    """What a field is called; a limited one has its name only for a reader who sees it."""
    return label_for(stage_field.custom, user) if stage_field.custom_id else reader_of(stage_field).label


def _is_filled(deal, stage_field, known):
    if stage_field.key not in known:
        known[stage_field.key] = reader_of(stage_field).is_filled(deal)
    return known[stage_field.key]

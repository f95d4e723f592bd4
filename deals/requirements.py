"""What a stage asks for: which fields are empty on a card, and how they are filled."""

from django.db.models import Prefetch

from crm_project.lib.steady import steady

from .card_fields import reader_of, readers_of
from .models.funnel import Stage, StageField


def required_fields(card, stage, *, from_start=False):
    """StageFields that must be filled for the card to stand in `stage`, in order, each field once.

    A move asks for what the stages passed over and the target require; a funnel may ask for the target only; a win
    asks for everything that any stage of the funnel requires, so that gaps left earlier show up. A new demand may give
    the cards of before some days of grace.
    """
    wanted, seen = [], set()
    for passed in _asked_stages(card, stage, from_start):
        for field in passed.fields.all():
            if field.is_asked and field.key not in seen and not field.is_in_grace(card):
                seen.add(field.key)
                wanted.append(field)
    return wanted


def missing_fields(card, stage, *, from_start=False):
    """Those of the required fields that are empty on the card."""
    return [field for field in required_fields(card, stage, from_start=from_start) if not reader_of(field).is_filled(card)]


def fill(card, values, *, by):
    """Put values into the card, {key: value}; tells the changes as [{label, key, old, new}] in words."""
    changes, readers = [], readers_of(values, card.kind)
    for key, value in values.items():
        change = readers[key].put(card, value, by=by)
        if change:
            changes.append(change)
    return changes


def _asked_stages(card, stage, from_start):
    stages = [one for one in stages_with_fields(card.funnel) if one.kind != "lost" and not one.is_going]
    if stage.kind == "won":
        return stages
    if card.funnel.target_only:
        return [one for one in stages if one.pk == stage.pk]
    start = -1 if from_start else card.stage.position
    return [one for one in stages if start < one.position <= stage.position]


def take_known_funnel(card, user):
    """Give the card its funnel with stages and fields as it is kept between pages; a verb sees by its version if it was edited since."""

    def read():
        stages_with_fields(card.funnel)
        return card.funnel

    card.funnel = steady(user, ("funnel with fields", card.funnel_id), read)
    known = next((stage for stage in stages_with_fields(card.funnel) if stage.pk == card.stage_id), None)
    if known:
        card.stage = known


def stages_with_fields(funnel):
    """The live stages with their fields, read once per funnel object: two queries however many stages there are."""
    if not hasattr(funnel, "_stages_with_fields"):
        funnel._stages_with_fields = list(_with_fields(funnel.stages.live()))
    return funnel._stages_with_fields


def with_stages(funnels):
    """The funnels with their live stages and fields, three queries for all of them."""
    return funnels.prefetch_related(Prefetch("stages", _with_fields(Stage.objects.live()), to_attr="_stages_with_fields"))


def _with_fields(stages):
    fields = Prefetch("fields", StageField.objects.select_related("custom"))
    return stages.select_related("position_held").prefetch_related(fields).order_by("position")

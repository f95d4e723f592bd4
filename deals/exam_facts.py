"""What funnels tell, for questions of the staff tests to be made of it."""

from accounts.models import Position, Role
from fields.models import CustomField
from training.generated.facts import both, facts_of_settings

from .card_fields import reader_of
from .models import Funnel
from .naming import DEFAULT, TOKEN
from .requirements import stages_with_fields, with_stages


@facts_of_settings
def funnels():
    """One fact for each funnel of deals; fields that are kept for some are named in no test."""
    found = Funnel.objects.for_deals().order_by("position", "pk").prefetch_related("loss_reasons")
    known = set(CustomField.objects.of("deal").for_everybody().values_list("pk", flat=True))
    positions = list(Position.objects.live().order_by("pk").values_list("name", flat=True))
    return [_funnel(funnel, known, positions) for funnel in with_stages(found)]


@facts_of_settings
def who_moves_back():
    """Whether sellers move cards back by themselves; nothing where there are no funnels."""
    role = Role.objects.filter(code="manager").first()
    if role is None or not Funnel.objects.for_deals().exists():
        return []
    return [{"kind": "moves_back", "id": role.code, "role": both(role), "may": role.has("move_back")}]


def _funnel(funnel, known, positions):
    stages = [stage for stage in stages_with_fields(funnel) if stage.is_open and not stage.is_going]
    reasons = [one for one in funnel.loss_reasons.all() if one.retired_at is None]
    return {
        "kind": "funnel",
        "id": str(funnel.pk),
        "name": funnel.name,
        "stages": [_stage(stage, known) for stage in stages],
        "reasons": [{"id": str(one.pk), "name": one.name, "hint": one.hint} for one in reasons],
        "asks_for_skipped": not funnel.target_only,
        "name_parts": TOKEN.findall(funnel.name_template or DEFAULT),
        "positions": positions,
    }


def _stage(stage, known):
    asked = [one for one in stage.fields.all() if one.is_asked and (one.custom_id is None or one.custom_id in known)]
    words = {"id": str(stage.pk), "name": stage.name, "purpose": stage.purpose, "entry": stage.entry_reason}
    return words | {"required": [both(reader_of(one).label) for one in asked], "held_by": str(stage.position_held or "")}

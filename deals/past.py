"""The past of imported cards: where they stood, how they ended and whose they are, by one insert per table."""

from crm_project.lib.copying import copy_records


def write_past(cards, *, by, now):
    """Stays and moves go by the moments of the table, what the server knows by its own clock."""
    if not cards:
        return
    kind = type(cards[0])
    copy_records(kind.stay_model, [stay for card in cards for stay in _stays(card, by, now)])
    copy_records(kind.move_model, [_close(card, by) for card in cards if card.closed_at])
    owning = kind._meta.get_field("ownings").related_model
    copy_records(owning, [owning(card=card, owner=card.owner, department=card.department, recorded_at=now) for card in cards])


def _stays(card, by, now):
    """Of a closed card the table tells only its ends: it stood at the entry, then it was over."""
    stay, common = card.stay_model, {"card": card, "owner": card.owner, "by": by}
    if not card.closed_at:
        yield stay(stage=card.stage, stage_name=card.stage.name, entered_at=card.created_at, recorded_at=now, **common)
        return
    entry = _entry(card.funnel)
    ends = {"left_at": card.closed_at, "replaced_at": now, "left_way": card.stage.kind}
    yield stay(stage=entry, stage_name=entry.name, entered_at=card.created_at, recorded_at=now, **ends, **common)
    yield stay(stage=card.stage, stage_name=card.stage.name, entered_at=card.closed_at, recorded_at=now, **common)


def _close(card, by):
    reason = card.loss_reason.name if card.loss_reason else ""
    ends = {"from_stage": _entry(card.funnel), "to_stage": card.stage, "at": card.closed_at}
    return card.move_model(card=card, way=card.stage.kind, by=by, reason=reason, **ends)


def _entry(funnel):
    return next(stage for stage in funnel.live_stages if stage.kind == "entry")

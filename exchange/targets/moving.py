"""Deals that are here already and that a file finds at another stage: they go there by their own verbs, or stay and say why."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.speaking import speaking_as
from deals.models import Deal
from deals.refusal_words import not_moved
from deals.refusals import Refused
from deals.requirements import missing_fields

from .numbers import systems_of
from .target import BadRow

MOVE, STAY = "move", "stay"
MOVED = "moved_deal"
"""The kind under which an import notes a deal it moved; the stamp is its version then and the stage it came from."""


def deals_to_move(pairs, run):
    """[(row, draft, deal)] of the deals whose stage the file tells otherwise; each deal once, and none that this import made."""
    if run.choices.get("here") != MOVE:
        return []
    drafts = {draft.foreign_id: (row, draft) for row, draft in reversed(pairs) if draft.foreign_id}
    known = set(run.records.of_kind("deal").values_list("record_id", flat=True))
    known |= set(run.records.of_kind(MOVED).values_list("record_id", flat=True))
    deals = Deal.objects.visible_to(run.by).live().for_move().filter(foreign_system__in=systems_of(run.by), foreign_id__in=drafts)
    found = [(*drafts[deal.foreign_id], deal) for deal in deals if deal.pk not in known]
    return sorted(((row, draft, deal) for row, draft, deal in found if deal.stage_id != draft.stage.pk), key=lambda one: one[0].number)


def move_here(pairs, run, outcome):
    """Move them one by one; who is refused stays as they were, with the words of the board in the report."""
    with speaking_as(run.by):
        for row, draft, deal in deals_to_move(pairs, run):
            left = deal.stage_id
            try:
                with transaction.atomic():
                    _move(deal, draft, by=run.by)
            except Refused as refusal:
                outcome.skipped.remove(row.number)
                outcome.refused.append((row, BadRow("stage", "not_moved", told=not_moved(refusal, draft.stage))))
            else:
                outcome.notes["moved"] += 1
                outcome.brought.append((MOVED, deal.pk, row.number, f"{deal.version}:{left}"))


def move_away(run):
    """An import that is taken back puts the deals it moved where they were, as long as nobody has touched them since."""
    for record in run.records.of_kind(MOVED).filter(kept=False).order_by("-pk"):
        with transaction.atomic():
            if _goes_back(run, record):
                record.delete()
            else:
                record.kept = True
                record.save(update_fields=["kept"])


def _goes_back(run, record):
    version, left = record.stamp.split(":")
    deal = Deal.objects.for_move().select_for_update(of=("self",)).filter(pk=record.record_id).first()
    stage = deal and deal.funnel.stages.filter(pk=left).first()
    if stage is None or str(deal.version) != version:
        return False
    try:
        with speaking_as(run.by), transaction.atomic():
            deal.move_back(stage, reason=_("The import “{name}” was taken back").format(name=run.name), by=run.by)
    except Refused:
        return False
    return True


def _move(deal, draft, *, by):
    if draft.stage.kind == "lost":
        deal.lose(draft.loss_reason, by=by, comment=draft.comment)
    else:
        deal.move_to(draft.stage, by=by, values=_answers(deal, draft))


def _answers(deal, draft):
    """What the file tells of the fields that the stage asks for and the deal lacks, {key: value}."""
    told = {key: getattr(draft, key) for key in ("amount", "contract_number", "expected_close_on", "source")}
    told |= {f"extra_{code}": value for code, value in draft.extra.items()}
    if draft.stage.funnel_id != deal.funnel_id:
        return {}
    lacks = {field.key for field in missing_fields(deal, draft.stage)}
    return {key: value for key, value in told.items() if key in lacks and value not in (None, "")}

"""How a card's no reads: on the board, on its page and in the report of an act on many."""

from django.utils.translation import gettext as _

from crm_project.lib.formats import clock_time

from .refusals import (
    AlreadyGiven,
    AlreadyMoved,
    CardIsClosed,
    EditConflict,
    MissingFields,
    NotAllowed,
    ReasonNeeded,
    StageGoes,
    StageIsBehind,
    StageOfAnotherFunnel,
)


def not_moved(refusal, stage, user=None):
    if isinstance(refusal, MissingFields):
        return asks_for(stage, refusal.fields, user)
    if isinstance(refusal, AlreadyMoved):
        return moved_before(refusal)
    if isinstance(refusal, CardIsClosed):
        return _("Not moved: the deal is closed.")
    if isinstance(refusal, NotAllowed):
        return _("Not moved: you may only look at this deal.")
    if isinstance(refusal, StageGoes):
        return _("Not moved: the stage “{stage}” is being taken away, its deals go to “{heir}”.").format(stage=stage, heir=stage.heir)
    if isinstance(refusal, ReasonNeeded):
        return _("A loss asks for its reason.")
    return _("Not moved: a deal only goes forward.")


def asks_for(stage, fields, user=None):
    """«Offer sent» asks for: Sum, Decision date. In words for this reader."""
    from .needs import label_of

    return _("“{stage}” asks for: {field}").format(stage=stage.name, field=", ".join(str(label_of(field, user)) for field in fields))


def moved_before(refusal):
    """Somebody was faster: who, where to and when."""
    move, deal = refusal.move, refusal.card
    if move is None or move.by is None:
        return _("The deal is already at “{stage}”.").format(stage=deal.stage)
    words = _("{who} has already moved the deal to “{stage}”, {time}.")
    return words.format(who=move.by, stage=move.to_stage, time=clock_time(move.at))


def not_asked(refusal):
    """Why the head is not asked for a step back, or does not answer."""
    if isinstance(refusal, StageGoes):
        return _("The stage “{stage}” is being taken away: choose another one.").format(stage=refusal.stage)
    if isinstance(refusal, StageIsBehind | StageOfAnotherFunnel):
        return _("Choose a stage behind the present one.")
    if isinstance(refusal, CardIsClosed):
        return _("The deal is closed.")
    return _("You may only look at this deal.")


def lapsed(ask):
    """How a question about a step back has ended."""
    if ask.fate == ask.Fate.WITHDRAWN:
        return _("{who} no longer asks for it.").format(who=ask.asked_by)
    if ask.fate == ask.Fate.CLOSED:
        return _("The deal was closed meanwhile: the question has lapsed.")
    if ask.fate == ask.Fate.GIVEN:
        return _("The deal was given to {who} meanwhile: the question has lapsed.").format(who=ask.deal.owner or _("nobody"))
    if ask.fate == ask.Fate.STAGE_GONE:
        return _("The stage “{stage}” is no longer there: the question has lapsed.").format(stage=ask.stage)
    if ask.fate:
        return _("The deal has moved meanwhile, it is at “{stage}”: the question has lapsed.").format(stage=ask.deal.stage)
    text = _("{who} has already allowed it.") if ask.is_granted else _("{who} has already declined it.")
    return text.format(who=ask.answered_by)


def not_given(refusal):
    if isinstance(refusal, AlreadyGiven):
        return _("The deal is already with {owner}.").format(owner=refusal.card.owner or _("nobody"))
    return _("You may not give this deal away.")


def not_changed(refusal):
    if isinstance(refusal, EditConflict):
        return _("Somebody changed the card in between: look at it again.")
    return _("You may only look at this deal.")


def not_discarded(_refusal):
    return _("You may not delete this deal.")

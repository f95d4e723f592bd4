"""How a card's no reads: on the board, on its page and in the report of an act on many."""

from django.utils.translation import gettext as _

from crm_project.lib.formats import clock_time

from .refusals import AlreadyGiven, AlreadyMoved, CardIsClosed, EditConflict, MissingFields, NotAllowed, ReasonNeeded, StageGoes


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

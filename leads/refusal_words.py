"""How a lead's no reads in the report of an act on many."""

from django.utils.translation import gettext as _

from crm_project.lib.formats import clock_time
from deals.refusal_words import asks_for
from deals.refusals import AlreadyGiven, AlreadyMoved, CardIsClosed, EditConflict, MissingFields, ReasonNeeded, StageIsBehind


def not_moved(refusal, stage, user=None):
    if isinstance(refusal, MissingFields):
        return asks_for(stage, refusal.fields, user)
    if isinstance(refusal, AlreadyMoved):
        return _moved_before(refusal)
    if isinstance(refusal, StageIsBehind):
        return _("Not moved: a lead only goes forward.")
    return not_changed(refusal)


def not_changed(refusal):
    if isinstance(refusal, CardIsClosed):
        return _("The lead is already closed.")
    if isinstance(refusal, AlreadyGiven):
        return _("The lead is already with {owner}.").format(owner=refusal.card.owner or _("nobody"))
    if isinstance(refusal, EditConflict):
        return _("Somebody changed the card in between: look at it again.")
    if isinstance(refusal, ReasonNeeded):
        words = {
            "comment": _("This reason asks for a comment of 20 letters or more."),
            "competitor": _("This reason asks who won the client."),
        }
        return words.get(refusal.field, _("Choose a reason."))
    return _("Take the lead first.")


def _moved_before(refusal):
    move = refusal.move
    if move is None or move.by is None:
        return _("The lead is already at “{stage}”.").format(stage=refusal.card.stage)
    words = _("{who} has already moved the lead to “{stage}”, {time}.")
    return words.format(who=move.by, stage=move.to_stage, time=clock_time(move.at))

"""Why a lead came to somebody and not to others, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import choosing

_OTHERS = {
    choosing.INACTIVE: lambda one: _("no longer has access"),
    choosing.NO_RIGHT: lambda one: _("has no right to leads"),
    choosing.AWAY: lambda one: _("is away"),
    choosing.OFF_HOURS: lambda one: _("does not work at this hour"),
    choosing.UNCLEAN: lambda one: one.words or _("has not closed the last day"),
    choosing.ASKED: lambda one: _("has been asked already"),
    choosing.LATER: lambda one: _("it is somebody else's turn"),
}


def reason_words(facts):
    """turn 4 of 7, scenario “South”"""
    scenario = _("scenario “%(name)s”") % {"name": facts.get("scenario", "")}
    if facts.get("deputy_for"):
        return _("stands in for %(name)s, %(scenario)s") % {"name": facts["deputy_for"], "scenario": scenario}
    if facts.get("of"):
        return _("turn %(turn)s of %(of)s, %(scenario)s") % {"turn": facts["turn"], "of": facts["of"], "scenario": scenario}
    if facts.get("load") is not None:
        return _("least to do (%(load)s), %(scenario)s") % {"load": load_words(facts["load"]), "scenario": scenario}
    return scenario


def why_not_words(one):
    if one.why_not == choosing.BUSIER:
        return _("has more to do (%(load)s), or had a lead later") % {"load": load_words(one.load)}
    return _OTHERS[one.why_not](one)


def load_words(number):
    return ngettext("%(number)s open", "%(number)s open", number) % {"number": number}

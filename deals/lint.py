"""What is unclear or unused about a stage: advice to the administrator, never an obstacle."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.formats import percent

from .card_fields import reader_of
from .out_of_sight import words_of_blind
from .stage_facts import DAYS, StageFacts
from .vague_names import is_russian, kind_of_vagueness

FEWEST = 10
MOST_JUMPED = 0.5
_RESULTS = [gettext_lazy("Inspection agreed"), gettext_lazy("Terms agreed"), gettext_lazy("Offer sent")]
BETTER = {
    "think": [gettext_lazy("Decision date agreed"), gettext_lazy("Client chose the machine"), gettext_lazy("Need is clear")],
    "wait": [gettext_lazy("Offer sent"), gettext_lazy("Reply received"), gettext_lazy("Payment received")],
    "talk": [gettext_lazy("Terms agreed"), gettext_lazy("Price agreed"), gettext_lazy("Meeting held")],
    "agree": [gettext_lazy("Terms agreed"), gettext_lazy("Contract sent"), gettext_lazy("Contract signed")],
    "call": [gettext_lazy("Client reached"), gettext_lazy("Need is clear"), gettext_lazy("Meeting arranged")],
    "delay": [gettext_lazy("Return date agreed"), gettext_lazy("Decision date agreed")],
    "follow": [gettext_lazy("Reply received"), gettext_lazy("Decision date agreed")],
}


@dataclass(frozen=True)
class Remark:
    """Advice on a stage: what is unclear, and better wordings if there are any. A grave one marks the stage in the list."""

    text: str
    better: tuple = ()
    is_grave: bool = False


def remarks_on(stage, facts=None, taken=(), workers=()):
    """What is unclear about a stage, in words; an empty list is praise. `facts` tell how cards really go through it, `taken`
    are names that the funnel has already, `workers` are those who must fill in what it asks for."""
    if stage.is_going:
        return []
    remarks = list(_on_the_name(stage, taken))
    if stage.is_open:
        remarks += _on_the_texts(stage)
        remarks += _on_the_facts(stage, facts or StageFacts())
    return remarks + list(_on_the_people(stage, workers))


def _on_the_name(stage, taken):
    if kind := kind_of_vagueness(stage.name):
        words = _("The name does not tell a result: nobody knows when the stage is over. Name what has been reached.")
        with translation.override("ru" if is_russian(stage.name) else "en"):
            better = tuple(str(text) for text in BETTER.get(kind, _RESULTS) if str(text) not in taken)
        yield Remark(words, better, is_grave=True)


def _on_the_texts(stage):
    if not stage.purpose.strip():
        yield Remark(_("It is not said why this stage exists."))
    if not stage.exit_result.strip():
        yield Remark(_("It is not said what must be true to leave it."))
    if stage.kind == "working" and not any(one.is_required for one in stage.fields.all()):
        yield Remark(_("It asks for no field: a deal comes here without anything to show for it."))


def _on_the_people(stage, workers):
    asked = [one for one in stage.fields.all() if one.is_required]
    for words in (words_of_blind(reader_of(one), workers) for one in asked):
        if words:
            yield Remark(words)


def _on_the_facts(stage, facts):
    if facts.old >= FEWEST and not facts.old_left:
        words = _("Nobody leaves this stage: %(n)d deals came more than a month ago, and all of them still stand here.")
        yield Remark(words % {"n": facts.old}, is_grave=True)
    if facts.came + facts.jumped >= FEWEST and facts.jumped_share >= MOST_JUMPED:
        words = _("%(share)s of the deals jump over this stage. Join it with its neighbour, or move its required fields there.")
        yield Remark(words % {"share": percent(facts.jumped_share)}, is_grave=True)
    if stage.expected_days and facts.left >= FEWEST:
        yield from _on_the_days(stage, facts)


def _on_the_days(stage, facts):
    found = {"expected": stage.expected_days, "median": round(facts.median, 1), "ninety": round(facts.ninety, 1), "span": DAYS}
    if facts.median > stage.expected_days * 2:
        words = _("Half of the deals stand here longer than %(median)s days, %(expected)d are expected. The norm or the stage is wrong.")
        yield Remark(words % found)
    elif facts.ninety > stage.expected_days * 4:
        words = _("One deal in ten stands here longer than %(ninety)s days, %(expected)d are expected. Look at those that are stuck.")
        yield Remark(words % found)

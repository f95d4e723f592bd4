"""How the facts of the living blocks read."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .vague_names import kind_of_vagueness


def of_funnel(name):
    return _("Funnel “{name}”").format(name=name)


def follows_after_loss(facts):
    """What a loss with a reason asks for and leads to."""
    months = facts.get("months")
    told = [
        _("a comment is asked for") if facts.get("comment") else "",
        _("the competitor is asked for") if facts.get("competitor") else "",
        ngettext("a task in {n} month", "a task in {n} months", months).format(n=months) if months else "",
        _("a deal in “{name}”").format(name=facts["funnel"]) if facts.get("funnel") else "",
    ]
    return "; ".join(filter(None, told))


def advice_on_stage(stage):
    """What whoever writes the handbook is told of a stage: its result is not said, or its name says none."""
    told = [] if stage["exit_result"].strip() else [_("It is not said what must be true to leave it.")]
    if kind_of_vagueness(stage["name"]):
        told.append(_("The name does not tell a result: nobody knows when the stage is over. Name what has been reached."))
    return told


def yes_or_no(is_so):
    return _("yes") if is_so else _("no")


def number_of_seconds(number):
    return _("{n} s").format(n=number)

"""Whether everything that has to work has worked: each trial says when it last did."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from crm_project.lib.rollout_checks import trials


@dataclass(frozen=True)
class Tried:
    """A trial with the moment of its last success, None if there was none, and what came of it."""

    trial: object
    at: datetime | None
    words: str


def tried():
    return [Tried(one, *one.last()) for one in trials()]


def all_tried():
    """(whether each has worked once, how many have)"""
    found = tried()
    worked = sum(one.at is not None for one in found)
    return bool(found) and worked == len(found), _("{n} of {all}").format(n=worked, all=len(found))

"""What people have acknowledged, read by a constant number of queries for one person or for all of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from ..models import Acknowledgement, ReadAgain, ReadingItem


@dataclass(frozen=True)
class Fact:
    """The last acknowledgement of a section: its version (None: that it was taken out), in which edition, when.

    `earlier` are the ones before it, (version id, moment), newest first.
    """

    version_id: int | None
    at: datetime
    edition_id: int
    earlier: tuple = ()


def facts_of(regulation, people):
    """{user id: {section id: Fact}}"""
    rows = Acknowledgement.objects.of_regulation(regulation).of_people(people).standing().in_time()
    facts = defaultdict(dict)
    for user, section, version, edition, at in rows.values_list("user_id", "section_id", "version_id", "edition_id", "at"):
        before = facts[user].get(section)
        earlier = ((before.version_id, before.at), *before.earlier) if before else ()
        facts[user][section] = Fact(version, at, edition, earlier)
    return facts


def waivers_of(regulation, people):
    """{user id: {section id: Fact}} of what somebody need not read, as of the edition it was asked in."""
    rows = ReadingItem.objects.of_regulation(regulation).waived().filter(assignment__user__in=people).order_by("assignment__settled_at")
    fields = ("assignment__user_id", "section_id", "version_id", "assignment__edition_id", "assignment__settled_at")
    waived = defaultdict(dict)
    for user, section, version, edition, at in rows.values_list(*fields):
        waived[user][section] = Fact(version, at, edition)
    return waived


def again_of(regulation, people):
    """{user id: {section id: the moment somebody last asked for it}}"""
    rows = ReadAgain.objects.of_regulation(regulation).of_people(people).standing().order_by("asked_at")
    asked = defaultdict(dict)
    for user, section, at in rows.values_list("user_id", "section_id", "asked_at"):
        asked[user][section] = at
    return asked

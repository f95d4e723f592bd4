"""What became of the sections themselves between two tables of contents: one moved section is one mark, not ten."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from .order import out_of_order


class Place(NamedTuple):
    """A line of the contents in reading order: what section, under which, its number there, how large."""

    section: Hashable
    parent: Hashable | None
    number: str = ""
    weight: int = 1


class Moves(NamedTuple):
    """`moved` {section: number it had}; `renumbered` {section: number it had} of those that only follow from others' moves."""

    added: list[Hashable]
    removed: list[Hashable]
    moved: dict[Hashable, str]
    renumbered: dict[Hashable, str]


def moves_between(before: Sequence[Place], after: Sequence[Place]) -> Moves:
    was = {place.section: place for place in before}
    now = {place.section: place for place in after}
    moved = {section for section in now if section in was and _parent(was, section, now) != _parent(now, section, was)}
    moved |= _out_of_their_order(before, after, moved)
    return Moves(
        added=[section for section in now if section not in was],
        removed=[section for section in was if section not in now],
        moved={section: was[section].number for section in now if section in moved},
        renumbered={s: was[s].number for s in now if s in was and s not in moved and was[s].number != now[s].number},
    )


def _parent(places: dict[Hashable, Place], section: Hashable, others: dict[Hashable, Place]) -> Hashable | None:
    """The parent, if it stands in both: children of a part that is new or gone did not move by themselves."""
    return places[section].parent if places[section].parent in {None, *others} else None


def _out_of_their_order(before: Sequence[Place], after: Sequence[Place], elsewhere: set[Hashable]) -> set[Hashable]:
    """Among siblings that stand in both, those outside the heaviest run that kept its order."""
    order = {place.section: number for number, place in enumerate(before)}
    siblings = defaultdict(list)
    for place in after:
        if place.section in order and place.section not in elsewhere:
            siblings[place.parent].append(place)
    moved = set()
    for places in siblings.values():
        found = out_of_order([order[place.section] for place in places], [place.weight for place in places])
        moved |= {places[index].section for index in found}
    return moved

"""What changed in a living block between two frozen payloads: [{"id": …, "name": …, any other facts}], entities by their ids (H-24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .order import out_of_order


@dataclass(frozen=True)
class Entity:
    """One thing of the settings. `how`: added, removed, renamed, changed, moved; `facts` {field: (was, is)}."""

    how: str
    id: Any
    name: str
    was: str = ""
    facts: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def entities_between(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Entity]:
    """Those that came or changed in their order now, then those that are gone. A thing renamed and changed is told twice, once for each."""
    old = {thing["id"]: thing for thing in before}
    new = {thing["id"]: thing for thing in after}
    found: list[Entity] = []
    for id, thing in new.items():
        found += _became(old[id], thing) if id in old else [Entity("added", id, _name(thing))]
    places = {id: place for place, id in enumerate(old)}
    both = [id for id in new if id in places]
    moved = out_of_order([places[id] for id in both])
    found += [Entity("moved", both[index], _name(new[both[index]])) for index in sorted(moved)]
    return found + [Entity("removed", id, _name(thing)) for id, thing in old.items() if id not in new]


def _became(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Entity]:
    found = []
    if _name(was) != _name(now):
        found.append(Entity("renamed", now["id"], _name(now), was=_name(was)))
    fields = dict.fromkeys([*was, *now])
    facts = {name: (was.get(name), now.get(name)) for name in fields if name not in {"id", "name"} and was.get(name) != now.get(name)}
    if facts:
        found.append(Entity("changed", now["id"], _name(now), facts=facts))
    return found


def _name(thing: Mapping[str, Any]) -> str:
    return str(thing.get("name", thing["id"]))

"""Against which text a section is marked for a reader: what they acknowledged, and what held when the common window began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Policy = Literal["both", "reader", "period"]
Kind = Literal["marks", "none", "new", "new_for_you", "newcomer"]


@dataclass(frozen=True)
class Window:
    """`days` of common yellow (0: none); an acknowledgement younger than `grace` days does not end the marks."""

    days: int = 14
    policy: Policy = "both"
    grace: int = 3


@dataclass(frozen=True)
class InForce:
    """From `at` on the section had this version; None is that it was not there. Versions are equal by `says`, the hash of what they say."""

    at: datetime
    version: int | None
    says: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Acknowledged:
    """What a reader acknowledged of a section: (version id, moment), in any order.

    `first_at` and `last_at` are their first and last acknowledgement of anything in the regulation, None for a newcomer;
    `was_outside` says that the section was not for them at the last one.
    """

    of_section: Sequence[tuple[int, datetime]] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None
    was_outside: bool = False


@dataclass(frozen=True)
class Baseline:
    """`version` to draw the marks from, None for none. `acknowledged` is the last acknowledged one: what changed since is strong."""

    version: int | None
    kind: Kind
    acknowledged: int | None = None
    number: int | None = None

    @property
    def is_marked(self) -> bool:
        return self.version is not None or bool(self.badge)

    @property
    def badge(self) -> str:
        return self.kind if self.kind in {"new", "new_for_you"} else ""


NOTHING = Baseline(None, "none")


def baseline_for(acknowledged: Acknowledged, versions_in_time: Sequence[InForce], now: datetime, window: Window) -> Baseline:
    """Of one section; `versions_in_time` in the order they came into force. What is not in force yet does not count."""
    known = [one for one in versions_in_time if one.at <= now]
    if not known or known[-1].version is None:
        return NOTHING
    current = known[-1]
    last = _last(acknowledged, known)
    ripe = _last(acknowledged, known, until=now - timedelta(days=window.grace))
    held = _held(known, now - timedelta(days=window.days)) if window.days else current
    if window.policy == "period":
        return _new_or(held, current, None)
    if ripe is None:
        return _unknown(acknowledged, known, last, held, window)
    if window.policy == "reader":
        return _marks(ripe, current, last)
    return _both(ripe, held, current, last, known)


def is_owed(last_acknowledged: str | None, current: str | None, *, is_substantive: bool) -> bool:
    """By what the texts say (None: not there). Grace plays no part; a change taken back is none."""
    return last_acknowledged != current and is_substantive


def _both(ripe: InForce, held: InForce | None, current: InForce, last: InForce | None, known: list[InForce]) -> Baseline:
    """The older of the two; where that one says what holds today and the reader knows something else, what the reader knows."""
    if held is None:
        return _new_or(None, current, last) if ripe.says == current.says else _marks(ripe, current, last, "new")
    older = min(ripe, held, key=lambda one: known.index(one))
    return _marks(ripe if older.says == current.says else older, current, last)


def _unknown(acknowledged: Acknowledged, known: list[InForce], last: InForce | None, held: InForce | None, window: Window) -> Baseline:
    """Nothing acknowledged, or all of it too young to count."""
    began = next(one.at for one in known if one.version is not None)
    if last is not None and last.version is not None and last.says != known[-1].says:
        return _marks(last, known[-1], last)
    if last is not None:
        is_new = held is None and acknowledged.first_at is not None and began > acknowledged.first_at
        if is_new and window.policy == "both":
            return Baseline(None, "new", acknowledged=last.version)
        return _marks(last, known[-1], last)
    if acknowledged.last_at is None:
        return Baseline(None, "newcomer")
    if acknowledged.was_outside:
        return Baseline(None, "new_for_you")
    return Baseline(None, "new" if began > acknowledged.last_at else "newcomer")


def _new_or(held: InForce | None, current: InForce, last: InForce | None) -> Baseline:
    if held is None or held.version is None:
        return Baseline(None, "new", acknowledged=last.version if last else None)
    return _marks(held, current, last)


def _marks(one: InForce, current: InForce, last: InForce | None, kind: Kind = "marks") -> Baseline:
    if one.says == current.says:
        return NOTHING
    return Baseline(one.version, kind, acknowledged=last.version if last else None, number=one.number)


def _held(known: list[InForce], moment: datetime) -> InForce | None:
    """What was in force then; None if the section was not there."""
    before = [one for one in known if one.at <= moment]
    return before[-1] if before and before[-1].version is not None else None


def _last(acknowledged: Acknowledged, known: list[InForce], until: datetime | None = None) -> InForce | None:
    """The acknowledged version as it stood in time, the last one confirmed (not later than `until`)."""
    confirmed = sorted((pair for pair in acknowledged.of_section if until is None or pair[1] <= until), key=lambda pair: pair[1])
    for version, at in reversed(confirmed):
        standing = [one for one in known if one.version == version]
        if standing:
            return next((one for one in reversed(standing) if one.at <= at), standing[0])
    return None

"""The measurable parameter of a document, bound to figures that the system works out; apps above register what can be measured.

A binding is {"key": "discipline", "least": 95}: who is asked by the document has at least so many per cent of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .reading.audience import readers
from .reading.permissions import leads_people, people_ids

FEWEST = 3


@dataclass(frozen=True)
class Measurable:
    """`values(people)` answers {user id: per cent}, without those of whom nothing is known; as many queries for one as for all."""

    key: str
    label: Any
    values: Callable


_makers: dict[str, Callable] = {}


def measurables(kind):
    """Register by `@measurables("test")` a function that answers what an app can measure at this moment, [Measurable]; their keys
    are the kind, or begin with it: "test:onboarding"."""

    def registered(make):
        _makers[kind] = make
        return make

    return registered


def all_measurables(kinds=None):
    """All, or those of some kinds."""
    return [one for kind, make in _makers.items() if kinds is None or kind in kinds for one in make()]


@dataclass(frozen=True)
class Condition:
    """One binding for one person: `value` is None where nothing is known of them, per cent cut off otherwise."""

    label: Any
    least: int
    value: int | None
    is_met: bool

    @property
    def in_words(self):
        facts = {"label": self.label, "value": self.value, "least": self.least}
        if self.value is None:
            return _("{label} – nothing is known yet, at least {least} % is asked").format(**facts)
        return _("{label} – {value} %, at least {least} % is asked").format(**facts)


class Parameter:
    """What the bindings of a document say today to whoever looks: of themselves, and of those whose figures they read."""

    def __init__(self, facts, viewer):
        self.bindings, self.viewer = facts.get("bindings", []), viewer
        self.positions = set(facts.get("positions", []))

    @cached_property
    def bound(self):
        """[(Measurable, least)]; what nobody measures any more is left out."""
        kinds = {one["key"].partition(":")[0] for one in self.bindings}
        known = {one.key: one for one in all_measurables(kinds)}
        return [(known[one["key"]], one["least"]) for one in self.bindings if one["key"] in known]

    @cached_property
    def _values(self):
        """{key: {user id: per cent}}"""
        people = {one.pk: one for one in [*self._people, *([self.viewer] if self.is_asked else [])]}
        return {one.key: one.values(list(people.values())) for one, _least in self.bound} if people else {}

    @cached_property
    def _people(self):
        """Those the document is for whose figures the viewer reads."""
        if not leads_people(self.viewer):
            return []
        return [one for one in readers(people_ids(self.viewer)) if not self.positions or one.position_id in self.positions]

    @property
    def is_asked(self):
        """The document is for the viewer, too."""
        return not self.positions or self.viewer.position_id in self.positions

    @property
    def own(self):
        """[Condition] of the viewer; none where the document asks nothing of them, or nothing is known."""
        if not self.is_asked:
            return []
        found = [self._condition(one, least, self.viewer) for one, least in self.bound]
        return found if any(one.value is not None for one in found) else []

    @property
    def is_met(self):
        return all(one.is_met for one in self.own)

    @cached_property
    def team(self):
        """(how many comply, of how many everything is known, how many more there are); None for who reads only their own."""
        if not self._people or not self.bound:
            return None
        rows = [[self._condition(one, least, person) for one, least in self.bound] for person in self._people]
        known = [row for row in rows if all(one.value is not None for one in row)]
        return sum(all(one.is_met for one in row) for row in known), len(known), len(rows) - len(known)

    @property
    def team_percent(self):
        """Cut off, so that 99.9 % are not all."""
        return self.team[0] * 100 // self.team[1] if self.team and self.team[1] else None

    @property
    def lines(self):
        """What is said beneath the parameter today: of the people one leads, and of oneself."""
        lines = []
        if self.team_percent is not None:
            met, known, others = self.team
            words = ngettext(
                "Now: {percent} % of the staff comply ({met} of {n} person)",
                "Now: {percent} % of the staff comply ({met} of {n} people)",
                known,
            )
            lines.append(words.format(percent=self.team_percent, met=met, n=known))
            if others:
                words = ngettext("of {n} more too little is known", "of {n} more too little is known", others)
                lines[-1] += f"; {words.format(n=others)}"
        own = [one.in_words for one in self.own]
        return [*lines, *([_("You: {figures}").format(figures="; ".join(own))] if own else [])]

    def average(self, measurable):
        """Of the viewer's people, per cent cut off; None where nothing is known."""
        found = [value for pk, value in self._values.get(measurable.key, {}).items() if pk in {one.pk for one in self._people}]
        return int(sum(found) / len(found)) if found else None

    @cached_property
    def _colleagues(self):
        """Those of the viewer's own department whom the document is for, the viewer among them."""
        beside = [one for one in readers() if one.department_id == self.viewer.department_id]
        return [one for one in beside if not self.positions or one.position_id in self.positions]

    def of_department(self, measurable):
        """The average of the viewer's department, per cent cut off; None below three people, of whom it would give one away."""
        found = list(measurable.values(self._colleagues).values())
        return int(sum(found) / len(found)) if len(found) >= FEWEST else None

    def _condition(self, measurable, least, person):
        value = self._values.get(measurable.key, {}).get(person.pk)
        return Condition(measurable.label, least, None if value is None else int(value), value is not None and value >= least)

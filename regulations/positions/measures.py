"""Figures that pages of positions may name; apps above register how each is worked out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measure:
    """`value(person, viewer)` answers words such as "7" or "1.2 M ₽", "" where the viewer is not to know."""

    key: str
    label: Any
    value: Callable
    position: int = 50


_measures: dict[str, Measure] = {}
_tests: list[Callable] = []


def measure(key, label, value, position=50):
    """Call it from `AppConfig.ready`."""
    _measures[key] = Measure(key, label, value, position)


def measures():
    return sorted(_measures.values(), key=lambda one: one.position)


def tests_of_positions(function):
    """`function(position, person)` answers [(title, state in words, address)] of the tests a position passes."""
    if function not in _tests:
        _tests.append(function)
    return function


def tests_for(position, person):
    return [row for function in _tests for row in function(position, person)]

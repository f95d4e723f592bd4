"""Who stands in the pictures: made-up people and records, made by an app above that knows them all (`stage` in `AppConfig.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scene:
    """`settings()` are (model, {column: SQL}): rows the pictures show as the company has them, but for these columns.

    `make(language)` makes the rest and answers {name: record}: recipes name people and records by these names.
    """

    settings: Callable[[], list]
    make: Callable[[str], dict]


_scenes: list[Scene] = []


def stage(scene):
    _scenes[:] = [scene]
    return scene


def scene():
    """The one that is played, None where no app above made one."""
    return _scenes[0] if _scenes else None

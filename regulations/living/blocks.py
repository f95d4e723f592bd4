"""Living blocks: what the system really asks for, told as a list of things with ids; apps above register theirs in `AppConfig.ready`.

A thing is {"id", "name", …facts}: JSON, the same whatever language is read; "group" and "group_name" where the things of a
block stand in several tables. What a block says today is frozen with every edition and compared with what it says later.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..blocks import digest


def _to_everybody():
    return lambda things, reader: things


@dataclass(frozen=True)
class Column:
    """A fact as a table shows it. `words(value)` is what is read; of a list it is asked item by item ({"id", …})."""

    fact: str
    title: Any
    words: Callable[[Any], Any] = str
    is_number: bool = False


@dataclass(frozen=True)
class Block:
    """`things()` is all there is; `lens()` answers `narrowed(things, reader)`, what one reader may know of them.

    A lens asks its queries once for any number of readers. `heading(name)` stands over the table of a group, `source` and
    the `kinds` of records tell in whose history a change of it is noted; the one thing of a nameless block is not headed.
    A change of one that does not ask to read is marked, and obliges nobody.

    A block that is no table says so itself: `draw(things, before, reader)` answers (html, whether something changed),
    `lines(before, after)` what changed in words, `pictures(before, after)` which of them were replaced. Where
    `source_of_all()` is given, `things` takes what it answers.
    """

    name: str
    title: Any
    things: Callable[..., list]
    columns: tuple[Column, ...]
    lens: Callable[[], Callable] = _to_everybody
    heading: Callable[[str], str] = str
    source: Any = ""
    kinds: tuple[str, ...] = ()
    is_numbered: bool = False
    is_nameless: bool = False
    asks_to_read: bool = True
    draw: Callable | None = None
    lines: Callable | None = None
    pictures: Callable | None = None
    source_of_all: Callable | None = None

    def told(self, shelf):
        """Its things; what several blocks read alike is read once and lies in `shelf` for the next."""
        if self.source_of_all is None:
            return self.things()
        if self.source_of_all not in shelf:
            shelf[self.source_of_all] = self.source_of_all()
        return self.things(shelf[self.source_of_all])

    def print_of(self, things):
        return digest(json.dumps(things, sort_keys=True, ensure_ascii=False))


@dataclass(frozen=True)
class Personal:
    """A block about the reader: `draw(reader)` answers html, "" for nothing. It is not frozen and its changes are not told."""

    name: str
    draw: Callable[[Any], str]


_blocks: dict[str, Block | Personal] = {}


def live_block(block):
    """Register a `Block` or a `Personal` one."""
    _blocks[block.name] = block
    return block


def names():
    return sorted(_blocks)


def block_named(name):
    """None where nobody registered it."""
    return _blocks.get(name)


def asks_to_read(names):
    """Whether a change of these blocks is one of substance."""
    return any(getattr(_blocks.get(name), "asks_to_read", False) for name in names)


def is_frozen(name):
    """Whether a block has things that can be kept."""
    return isinstance(_blocks.get(name), Block)

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
    """A fact as a table shows it. `words(value)` is what is read; of a list it is asked item by item ({"id", …}), and the items
    stand one under another where the column `is_listed`. `url(value)` answers where its words lead, "" for nowhere."""

    fact: str
    title: Any
    words: Callable[[Any], Any] = str
    is_number: bool = False
    is_listed: bool = False
    url: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Block:
    """`things()` is all there is; `lens()` answers `narrowed(things, reader)`, what one reader may know of them.

    A lens asks its queries once for any number of readers. `heading(name)` stands over the table of a group, `source` and
    the `kinds` of records tell in whose history a change of it is noted; the one thing of a nameless block is not headed.
    A change of one that does not ask to read is marked, and obliges nobody. `picture(things)` of a group answers html that
    stands above its table; `advice(thing)` lines for who writes the handbook only. The things of `is_card` stand as cards.
    `called(thing)` names things that the program names, in the reader's language.

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
    picture: Callable[[list], str] | None = None
    advice: Callable[[dict], list] | None = None
    is_card: bool = False
    called: Callable[[dict], Any] | None = None
    draw: Callable | None = None
    lines: Callable | None = None
    pictures: Callable | None = None
    source_of_all: Callable | None = None

    def name_of(self, thing):
        return str(self.called(thing)) if self.called else thing["name"]

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
    """A block about the reader: `draw(reader, place)` answers html, "" for nothing; it is not frozen and its changes are not told.

    `place` is where in the handbook it stands, (regulation code, section code).
    """

    name: str
    draw: Callable[[Any, tuple], str]


@dataclass(frozen=True)
class Family:
    """Blocks of one kind that show one thing each, {{live stage 7}}: `member(which)` answers the Block, None for none such."""

    name: str
    member: Callable[[str], Block | None]


_blocks: dict[str, Block | Personal | Family] = {}


def live_block(block):
    """Register a `Block`, a `Personal` one or a `Family`."""
    _blocks[block.name] = block
    return block


def names():
    return sorted(_blocks)


def block_named(name):
    """None where nobody registered it; of a family, "stage 7", its member."""
    kind, _space, which = name.partition(" ")
    if which and isinstance(family := _blocks.get(kind), Family):
        return family.member(which)
    block = _blocks.get(name)
    return None if isinstance(block, Family) else block


def is_of_one(name):
    """Whether a block shows one thing, as "stage 7" does."""
    return isinstance(_blocks.get(name.partition(" ")[0]), Family)


def is_among(name, blocks):
    """Whether a block is one of these; a family stands for all its members."""
    kind = name.partition(" ")[0]
    return name in blocks or (kind in blocks and isinstance(_blocks.get(kind), Family))


def asks_to_read(names):
    """Whether a change of these blocks is one of substance, as long as nobody said otherwise."""
    return any(getattr(block_named(name), "asks_to_read", False) for name in names)


def is_frozen(name):
    """Whether a block has things that can be kept."""
    return isinstance(block_named(name), Block)

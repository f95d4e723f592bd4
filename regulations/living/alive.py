"""Draws living blocks for one reader: from what holds now or what was frozen, with what changed since it was known."""

import json
from dataclasses import dataclass, field
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from crm_project.lib import clock

from ..changes.living import entities_between
from .blocks import Personal, block_named
from .telling import difference, lines_of, said


class Told:
    """What blocks say while one book is drawn, and the lenses of its reader: each asked once, wherever it stands."""

    def __init__(self):
        self._things, self._lenses, self._shelf = {}, {}, {}

    def things(self, name, block):
        if name not in self._things:
            self._things[name] = block.told(self._shelf)
        return self._things[name]

    def lens(self, block):
        if block.lens not in self._lenses:
            self._lenses[block.lens] = block.lens()
        return self._lenses[block.lens]


class Alive:
    """What fills the marks of a text for `reader`. `frozen` {block: things} of an edition that is not in force, None where what holds
    now is drawn; `before` {block: things} is what the reader knew; `issued()` answers what the edition in force came out with, so
    that a page can say where the settings differ from it. `place` is (regulation code, section code)."""

    def __init__(self, reader, *, frozen=None, before=None, issued=dict, place=("", ""), told=None):
        self.reader, self.frozen, self.before = reader, frozen, before or {}
        self.issued, self.place, self.told = issued, place, told or Told()

    def drawn(self, name):
        """(html, whether something in it changed); "" for nothing to tell."""
        block = block_named(name)
        if block is None or self.reader is None:
            return "", False
        if isinstance(block, Personal):
            return (block.draw(self.reader, self.place) if self.frozen is None else ""), False
        narrowed = self.told.lens(block)
        things = narrowed(self.frozen.get(name, []) if self.frozen is not None else self.told.things(name, block), self.reader)
        before = narrowed(self.before[name], self.reader) if name in self.before else None
        if block.draw:
            return block.draw(things, before, self.reader)
        lines = lines_of(block, before, things) if before is not None else []
        ahead = self._ahead(block, name, narrowed, things)
        advises = self.reader.may("edit", "regulation")
        told = (name, things, before, tuple(map(str, [] if lines == ahead else lines)), tuple(map(str, ahead)), advises)
        return _drawn(_Told.of(block, *told)), bool(lines)

    def _ahead(self, block, name, narrowed, things):
        """In what the settings are ahead of the edition in force, in lines."""
        issued = self.issued().get(name) if self.frozen is None else None
        return lines_of(block, narrowed(issued, self.reader), things) if issued is not None else []


@dataclass(frozen=True)
class _Told:
    """All that the html of a block is made of; equal where that is equal, in one language, zone and on one day."""

    key: tuple
    block: object = field(compare=False)
    things: list = field(compare=False)
    before: list | None = field(compare=False)
    lines: tuple
    ahead: tuple
    advises: bool

    @classmethod
    def of(cls, block, name, things, before, lines, ahead, advises):
        around = (get_language(), timezone.get_current_timezone_name(), clock.local_today())
        return cls((name, block.columns, json.dumps([things, before]), *around), block, things, before, lines, ahead, advises)


@lru_cache(maxsize=256)
def _drawn(told):
    """What many read alike is drawn once; "" for nothing to tell."""
    tables = tables_of(told.block, told.things, told.before, advises=told.advises)
    if not tables and not told.ahead:
        return ""
    context = {"block": told.block, "tables": tables, "lines": told.lines, "ahead": told.ahead}
    return render_to_string("regulations/living/tables.html", context)


@dataclass
class Cell:
    """`words` as they are now, `was` what stood there before if that is known to differ; `items` (words, is new) of a list."""

    column: object
    words: str = ""
    was: str = ""
    is_changed: bool = False
    items: list = field(default_factory=list)
    gone: str = ""
    url: str = ""

    @property
    def is_empty(self):
        return not (self.words or self.items or self.is_changed or self.gone)


@dataclass
class Row:
    name: str
    cells: list
    was: str = ""
    is_new: bool = False
    is_moved: bool = False
    advice: list = field(default_factory=list)


@dataclass
class Table:
    heading: str
    columns: tuple
    picture: str = ""
    rows: list = field(default_factory=list)
    gone: list = field(default_factory=list)

    def without_empty_columns(self):
        """What nobody filled in for any of the things is not shown."""
        kept = [place for place in range(len(self.columns) - 1) if not all(row.cells[place].is_empty for row in self.rows)]
        self.columns = (self.columns[0], *(self.columns[1 + place] for place in kept))
        for row in self.rows:
            row.cells = [row.cells[place] for place in kept]
        return self


def tables_of(block, things, before=None, *, advises=False):
    """Tables by groups; things that are gone stand under the table of their group. Advice is for who `advises`."""
    changes = entities_between(before, things) if before is not None else []
    by_thing = {}
    for entity in changes:
        by_thing.setdefault(entity.id, []).append(entity)
    tables = {}
    for thing in things:
        row = _row(block, thing, by_thing.get(thing["id"], ()))
        row.advice = block.advice(thing) if block.advice and advises else []
        _table(tables, block, thing).rows.append(row)
    there = {thing["id"] for thing in things}
    for thing in before or ():
        if thing["id"] not in there:
            _table(tables, block, thing).gone.append(block.name_of(thing))
    for group, table in tables.items() if block.picture else ():
        table.picture = block.picture([thing for thing in things if thing.get("group") == group])
    return [table.without_empty_columns() for table in tables.values()]


def _table(tables, block, thing):
    group = thing.get("group")
    if group not in tables:
        tables[group] = Table(block.heading(thing.get("group_name", "")), block.columns)
    return tables[group]


def _row(block, thing, entities):
    hows = {entity.how: entity for entity in entities}
    facts = hows["changed"].facts if "changed" in hows else {}
    cells = [_cell(column, thing.get(column.fact), facts.get(column.fact)) for column in block.columns if column.fact != "name"]
    was = hows["renamed"].was if "renamed" in hows else ""
    return Row(block.name_of(thing), cells, was, "added" in hows, "moved" in hows)


def _cell(column, value, change):
    if isinstance(value, list):
        came, went = difference(*change) if change else ([], [])
        return Cell(column, items=[(column.words(one), one in came) for one in value], gone=said(column, went))
    cell = Cell(column, said(column, value), url=column.url(value) if column.url and value else "")
    if change:
        cell.is_changed, cell.was = True, said(column, change[0])
    return cell

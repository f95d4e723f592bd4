"""Draws living blocks for one reader: from what holds now or what was frozen, with what changed since it was known."""

from dataclasses import dataclass, field

from django.template.loader import render_to_string

from ..changes.living import entities_between
from .blocks import Personal, block_named
from .telling import difference, lines_of, said


class Alive:
    """What fills the marks of a text for `reader`. `frozen` {block: things} of an edition that is not in force, None where what holds
    now is drawn; `before` {block: things} is what the reader knew; `shelf` is shared by the texts of one page."""

    def __init__(self, reader, *, frozen=None, before=None, shelf=None):
        self.reader, self.frozen, self.before = reader, frozen, before or {}
        self.shelf = {} if shelf is None else shelf

    def drawn(self, name):
        """(html, whether something in it changed); "" for nothing to tell."""
        block = block_named(name)
        if block is None or self.reader is None:
            return "", False
        if isinstance(block, Personal):
            return (block.draw(self.reader) if self.frozen is None else ""), False
        narrowed = block.lens()
        things = narrowed(self.frozen.get(name, []) if self.frozen is not None else block.told(self.shelf), self.reader)
        before = narrowed(self.before[name], self.reader) if name in self.before else None
        if block.draw:
            return block.draw(things, before, self.reader)
        lines = lines_of(block, before, things) if before is not None else []
        tables = tables_of(block, things, before)
        if not tables:
            return "", False
        return render_to_string("regulations/living/tables.html", {"block": block, "tables": tables, "lines": lines}), bool(lines)


@dataclass
class Cell:
    """`words` as they are now, `was` what stood there before if that is known to differ; `items` (words, is new) of a list."""

    column: object
    words: str = ""
    was: str = ""
    is_changed: bool = False
    items: list = field(default_factory=list)
    gone: str = ""

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


@dataclass
class Table:
    heading: str
    columns: tuple
    rows: list = field(default_factory=list)
    gone: list = field(default_factory=list)

    def without_empty_columns(self):
        """What nobody filled in for any of the things is not shown."""
        kept = [place for place in range(len(self.columns) - 1) if not all(row.cells[place].is_empty for row in self.rows)]
        self.columns = (self.columns[0], *(self.columns[1 + place] for place in kept))
        for row in self.rows:
            row.cells = [row.cells[place] for place in kept]
        return self


def tables_of(block, things, before=None):
    """Tables by groups; things that are gone stand under the table of their group."""
    changes = entities_between(before, things) if before is not None else []
    by_thing = {}
    for entity in changes:
        by_thing.setdefault(entity.id, []).append(entity)
    tables = {}
    for thing in things:
        _table(tables, block, thing).rows.append(_row(block, thing, by_thing.get(thing["id"], ())))
    there = {thing["id"] for thing in things}
    for thing in before or ():
        if thing["id"] not in there:
            _table(tables, block, thing).gone.append(thing["name"])
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
    return Row(thing["name"], cells, was, "added" in hows, "moved" in hows)


def _cell(column, value, change):
    if isinstance(value, list):
        came, went = difference(*change) if change else ([], [])
        return Cell(column, items=[(column.words(one), one in came) for one in value], gone=said(column, went))
    cell = Cell(column, said(column, value))
    if change:
        cell.is_changed, cell.was = True, said(column, change[0])
    return cell

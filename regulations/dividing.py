"""Where a text may be cut in two, and how two texts become one. Every block keeps its id, so that readers see where it went."""

from dataclasses import dataclass
from types import SimpleNamespace

from .blocks import blocks_of, digest
from .links import without_codes
from .media.callouts import CALLOUTS
from .refusals import CannotBeCut, TitleNeeded
from .typesetting import parse, starts_block

JOINED_HEADING = "### "


@dataclass(frozen=True)
class Cut:
    """A place between two blocks: the id of the block behind it, its line, its number among the blocks; `heading` of one, with the
    line after it."""

    id: str
    line: int
    after: int
    place: int
    words: str
    heading: str = ""


@dataclass(frozen=True)
class Half:
    """Title and Markdown of one of the two texts, with the blocks it takes along."""

    title: str
    markdown: str
    blocks: list

    @property
    def kept(self):
        """As `SectionText.drawn` takes it for `before`: the very same text, so that each block keeps its id."""
        return SimpleNamespace(markdown=self.markdown, blocks=self.blocks)


def cuts_in(text):
    """The Cuts in front of every block that stands by itself, but for the first: a list or a table is never cut, nor are numbers
    from their picture.
    """
    found, opened, inside, place = [], None, 0, 0
    tokens = parse(text.markdown)
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.map:
            opened = token if token.attrGet("class") != CALLOUTS else None
        if starts_block(token, inside):
            if opened is not None:
                found.append(_cut(text.blocks[place], opened, place))
            opened, place = None, place + 1
        inside += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
    return [cut for cut in found if cut.place]


def _cut(block, token, place):
    heading = without_codes(block["text"]) if token.type == "heading_open" else ""
    return Cut(block["id"], *token.map, place, block["text"], heading)


def divided(texts, block_id, titles):
    """{language: (Half that stays, Half of the new section)} for the texts of a section, cut in front of a block of one of them.

    Other languages are cut in the same place; one that is built otherwise stays whole and is not among them. `titles`
    {language: title} stand in for headings. Refuses with CannotBeCut or TitleNeeded.
    """
    cuts = {text.language: cuts_in(text) for text in texts}
    own = next((language for language, row in cuts.items() if any(cut.id == block_id for cut in row)), None)
    if own is None:
        raise CannotBeCut(block_id)
    number = next(n for n, cut in enumerate(cuts[own]) if cut.id == block_id)
    halves = {}
    for text in texts:
        if (cut := _same_place(cuts[own], number, cuts[text.language])) is not None:
            halves[text.language] = _halves(text, cut, titles)
    named = next((new.title for _old, new in [halves[own], *halves.values()] if new.title), "")
    if not named:
        raise TitleNeeded(own)
    return {language: (old, Half(new.title or named, new.markdown, new.blocks)) for language, (old, new) in halves.items()}


def _same_place(row, number, other):
    cut = row[number]
    if len(other) == len(row) and [bool(one.heading) for one in other] == [bool(one.heading) for one in row]:
        return other[number]
    heads, others = ([one for one in cuts if one.heading] for cuts in (row, other))
    return others[heads.index(cut)] if cut.heading and len(heads) == len(others) else None


def _halves(text, cut, titles):
    lines, title = text.markdown.split("\n"), titles.get(text.language, "")
    first = Half(text.title, "\n".join(lines[: cut.line]).strip("\n"), text.blocks[: cut.place])
    begin, place = (cut.after, cut.place + 1) if cut.heading else (cut.line, cut.place)
    second = Half(title or cut.heading[:200], "\n".join(lines[begin:]).strip("\n"), text.blocks[place:])
    for half in (first, second):
        if [one["hash"] for one in blocks_of(half.markdown)] != [one["hash"] for one in half.blocks]:
            raise CannotBeCut(cut.id)
    return first, second


def joined(texts, others, *, keeps_title):
    """{language: Half} of the texts of a section with those of another behind them, its title as a heading between or left out."""
    texts, others = ({text.language: text for text in row} for row in (texts, others))
    made = {}
    for language in sorted({*texts, *others}):
        first, second = texts.get(language), others.get(language)
        heading = f"{JOINED_HEADING}{second.title}" if second and first and keeps_title else ""
        parts = [first.markdown if first else "", heading, second.markdown if second else ""]
        markdown = "\n\n".join(filter(None, parts))
        ids = [*_ids(first), *([None] if heading else []), *_ids(second)]
        made[language] = Half((first or second).title, markdown, _with_ids(blocks_of(markdown), ids))
    return made


def _ids(text):
    return [block["id"] for block in text.blocks] if text else []


def _with_ids(blocks, ids):
    """The blocks under the ids they had; where putting together made others of them, as they are."""
    if len(blocks) != len(ids):
        return blocks
    return [{**block, "id": id or block["id"]} for block, id in zip(blocks, ids, strict=True)]


def mark_of_texts(*nodes):
    """Changes with every word of these sections: what was looked at is what is cut or joined."""
    texts = sorted((text.version_id, text.language, text.content_hash) for node in nodes for text in node.version.texts.all())
    return digest(*(f"{node.section_id}" for node in nodes), *(part for _version, *rest in texts for part in rest))[:32]

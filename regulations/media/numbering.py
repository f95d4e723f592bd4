"""The numbers of a picture as they are edited: found in a text, and written into it without touching anything else."""

from dataclasses import dataclass, replace

from ..typesetting import parse
from .callouts import CALLOUTS, Place, items_of, picture_in, words_of

MOST = 30
LONGEST = 300


@dataclass(frozen=True)
class Callout:
    """One number: its words as they are written in Markdown, and its Place, None where it has none."""

    words: str
    place: Place | None


@dataclass(frozen=True)
class Standing:
    """A picture that stands alone in a text: `nth` of its key from 1 on, its lines and those of its list, (first, line after).

    `is_plain`: no item holds more than one paragraph, so that the list can be written anew.
    """

    key: str
    words: str
    nth: int
    lines: tuple
    listed: tuple
    callouts: tuple = ()
    is_plain: bool = True
    follows: str = ""


def pictures_in(markdown):
    """[Standing] in reading order."""
    tokens, found, seen = parse(markdown), [], {}
    for place, token in enumerate(tokens):
        picture = picture_in(tokens[place : place + 3])
        if picture is None:
            continue
        key = str(picture.attrGet("src")).removeprefix("media:")
        seen[key] = seen.get(key, 0) + 1
        standing = Standing(key, picture.content, seen[key], tuple(token.map), ())
        found.append(_with_list(standing, tokens, place + 3))
    return found


def picture_of(markdown, key, nth):
    """The nth picture of this key; the last one of it where there are fewer, None where there is none."""
    alike = [one for one in pictures_in(markdown) if one.key == key]
    return alike[min(nth, len(alike)) - 1] if alike and nth > 0 else None


def without_described(markdown):
    """The text without the pictures that their numbers describe."""
    described = {line for one in pictures_in(markdown) if one.callouts for line in range(*one.lines)}
    return "\n".join(line for number, line in enumerate(markdown.split("\n")) if number not in described)


def rewritten(markdown, standing, callouts):
    """The text with these Callouts below the picture, none of them taking its list away; the same text where they stand there already."""
    if callouts == list(standing.callouts):
        return markdown
    lines = markdown.split("\n")
    _first, after = standing.lines
    dot = ")" if standing.follows == "." else "."
    written = [f"{number}{dot} {one.place.mark} {one.words}" for number, one in enumerate(callouts, start=1)]
    rest = lines[standing.listed[1] if standing.listed else after :]
    while rest and not rest[0].strip():
        rest.pop(0)
    parts = [lines[:after], written, rest]
    return "\n\n".join("\n".join(part) for part in parts if part)


def holds(markdown, standing, callouts):
    """Whether a text says these Callouts of the picture, read as a page reads it, and nothing of them elsewhere."""
    found = picture_of(markdown, standing.key, standing.nth)
    return found is not None and found.nth == standing.nth and found.is_plain and list(found.callouts) == callouts


def _with_list(standing, tokens, place):
    opening = tokens[place] if place < len(tokens) else None
    if opening is None or opening.type != "ordered_list_open":
        return standing
    if opening.attrGet("class") != CALLOUTS:
        return replace(standing, follows=opening.markup)
    items = items_of(tokens, place)
    end = place + 1 + sum(map(len, items)) + 1
    behind = tokens[end] if end < len(tokens) else None
    follows = behind.markup if behind is not None and behind.type == "ordered_list_open" else ""
    callouts = tuple(Callout(_said(item), item[0].meta.get("at")) for item in items)
    is_plain = all(len(item) in (2, 5) for item in items)
    return replace(standing, listed=tuple(opening.map), callouts=callouts, is_plain=is_plain, follows=follows)


def _said(item):
    inline = words_of(item)
    return " ".join(inline.content.split()) if inline else ""

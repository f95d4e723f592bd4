"""Numbers on a picture: the numbered list right below it, whose items begin with their place, {{at 12 30}} or {{at 12 30 20 10}}.

Per cent of the picture, from its upper left corner: where the number stands, and how wide and high a frame is that begins there.
Numbers go by order. The list is an ordinary one in every other way, so that its items are compared, found and carried like any.
"""

import re
from dataclasses import dataclass

CALLOUTS = "k-callouts"
"""Class of such a list."""
AT = re.compile(r"[\d.,;]*\Z")
"""How the html of a picture tells the places: "12,30;45,60,20,10", empty for an item without one."""
_PER_CENT = r"(?:100|\d{1,2}(?:\.\d)?)"
_MARK = re.compile(rf"\{{\{{at ({_PER_CENT}) ({_PER_CENT})(?: ({_PER_CENT}) ({_PER_CENT}))?\}}\}}\s*")
_BEGINS = "{{at"


@dataclass(frozen=True)
class Place:
    """Per cent as they are written: "12.5"; without a frame `w` and `h` are ""."""

    x: str
    y: str
    w: str = ""
    h: str = ""

    @property
    def is_inside(self):
        """Whether its frame ends within the picture."""
        return all(round(float(at) + float(size or 0), 1) <= 100 for at, size in ((self.x, self.w), (self.y, self.h)))

    @property
    def mark(self):
        return f"{{{{at {' '.join(filter(None, (self.x, self.y, self.w, self.h)))}}}}}"


def may_be_in(markdown):
    return _BEGINS in markdown


def without_places(text):
    """The text without what says where numbers stand."""
    return _MARK.sub("", text)


def numbered(tokens):
    """The same parsed Markdown: pictures know the places that their lists tell, and the lists are words alone."""
    for place, token in enumerate(tokens):
        is_list = token.type == "ordered_list_open" and token.level == 0 and place > 2
        if is_list and (picture := picture_in(tokens[place - 3 : place])):
            _take(picture, token, items_of(tokens, place))
    return tokens


def picture_in(tokens):
    """The picture that is all of a paragraph, else None; `tokens` are three."""
    is_paragraph = tokens[0].type == "paragraph_open" and not tokens[0].level
    said = [child for child in tokens[1].children if child.type != "text" or child.content.strip()] if is_paragraph else []
    return said[0] if len(said) == 1 and said[0].type == "image" else None


def items_of(tokens, place):
    """[[tokens inside]] of the items of the list that opens there, each with its own opening token first."""
    items, level = [], tokens[place].level + 1
    for token in tokens[place + 1 :]:
        if token.level < level:
            break
        if token.type == "list_item_open" and token.level == level:
            items.append([])
        items[-1].append(token)
    return items


def words_of(item):
    """The inline token an item begins with; None of one that begins otherwise."""
    return item[2] if len(item) > 2 and item[2].type == "inline" else None


def left_in(tokens):
    """The first place of a text that belongs to no picture or cannot be read, "" where there is none."""
    said = (child.content for token in tokens for child in token.children or () if child.type == "text")
    return next((words[words.index(_BEGINS) :] for words in said if _BEGINS in words), "")


def spots(at):
    """[(number, Place)] of the places that the html of a picture tells."""
    return [(number, Place(*one.split(","))) for number, one in enumerate(at.split(";"), start=1) if one.count(",") in (1, 3)]


def _take(picture, opening, items):
    places = [_place_of(item) for item in items]
    if not any(places):
        return
    opening.attrs = {"class": CALLOUTS}
    picture.attrSet("data-at", ";".join(",".join(filter(None, (one.x, one.y, one.w, one.h))) if one else "" for one in places))
    if not picture.content.strip():
        picture.children[0].content = "; ".join(f"{number}. {_plain(item)}" for number, item in enumerate(items, start=1))


def _place_of(item):
    """The Place an item begins with, taken out of its words and kept at its opening token; None without one."""
    inline = words_of(item)
    first = inline.children[0] if inline and inline.children else None
    found = _MARK.match(first.content) if first is not None and first.type == "text" else None
    place = Place(*(words or "" for words in found.groups())) if found else None
    if place is None or not place.is_inside:
        return None
    first.content, inline.content = first.content[found.end() :], _MARK.sub("", inline.content, count=1)
    item[0].meta["at"] = place
    return place


def _plain(item):
    """The words of an item as they are read aloud."""
    from ..links import without_codes

    inline = words_of(item)
    said = (" " if child.type.endswith("break") else child.content for child in (inline.children if inline else ()))
    return " ".join(without_codes("".join(said)).split())

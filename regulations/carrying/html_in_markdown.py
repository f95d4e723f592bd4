"""The few tags that mammoth writes, as Markdown. Words that would mean something in Markdown are escaped."""

import re

from lxml import html as lxml_html

_MEANING = re.compile(r"([\\`*_<])")
_AT_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|\d+(?=[.)]\s)|[=-]{3,}\s*$|~{3})")
_BRACKET = re.compile(r"([\[\]\\])")
_HEADING = re.compile(r"h([1-6])\Z")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BLOCKS = {"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}


def markdown_of(html):
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    return "\n\n".join(filter(None, (_block(element) for element in root)))


def _block(element):
    if heading := _HEADING.match(element.tag if isinstance(element.tag, str) else ""):
        return f"{'#' * int(heading[1])} {_line(element)}" if _line(element) else ""
    if element.tag in ("ul", "ol"):
        return _items(element)
    if element.tag == "table":
        return _table(element)
    return _at_start(_words(element))


def _words(element):
    """What stands in a block, with bold, italic and links; blocks inside are left to whoever asks."""
    parts = [_escaped(element.text)]
    for child in element:
        if child.tag not in _BLOCKS:
            parts.append(_inline(child))
        parts.append(_escaped(child.tail))
    return "".join(parts).strip()


def _inline(child):
    if child.tag == "br":
        return "\\\n"
    if child.tag == "img":
        words = _BRACKET.sub(r"\\\1", " ".join((child.get("alt") or "").split()))
        return f"![{words}]({child.get('src', '')})"
    inside = _words(child)
    if not inside or child.tag not in (*_MARKS, "a"):
        return inside
    lead, trail = (child.text or "")[:1].isspace() * " ", (child.text_content())[-1:].isspace() * " "
    if child.tag == "a":
        address = child.get("href", "")
        is_plain = address and not address.startswith("#") and not re.search(r"[\s()<>]", address)
        return f"{lead}[{inside}]({address}){trail}" if is_plain else f"{lead}{inside}{trail}"
    mark = _MARKS[child.tag]
    return f"{lead}{mark}{inside}{mark}{trail}"


def _line(element):
    return _words(element).replace("\\\n", " ").replace("\n", " ")


def _items(element, depth=0):
    lines, is_ordered = [], element.tag == "ol"
    for number, item in enumerate(element.iterfind("li"), start=1):
        mark = f"{number}." if is_ordered else "-"
        paragraphs = [_line(item), *(_line(child) for child in item if child.tag == "p")]
        lines.append(" " * depth + f"{mark} {_at_start(' '.join(filter(None, paragraphs)))}")
        lines += [_items(child, depth + len(mark) + 1) for child in item if child.tag in ("ul", "ol")]
    return "\n".join(lines)


def _table(element):
    rows = [[_cell(cell) for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    head, *rest = [row + [""] * (width - len(row)) for row in rows]
    return "\n".join([_row(head), _row(["---"] * width), *(_row(row) for row in rest)])


def _row(cells):
    return f"| {' | '.join(cells)} |"


def _cell(cell):
    texts = [
        _line(cell),
        *(_line(child) if child.tag not in ("ul", "ol") else child.text_content() for child in cell if child.tag in _BLOCKS),
    ]
    return " ".join(filter(None, texts)).replace("|", "\\|").replace("\n", " ")


def _escaped(text):
    return _MEANING.sub(r"\\\1", text or "").replace("](", "\\](")


def _at_start(text):
    return _AT_START.sub(lambda found: f"{found[1]}\\{found[2]}" if not found[2][0].isdigit() else f"{found[1]}{found[2]}\\", text)

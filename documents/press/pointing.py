"""Which mark of a template is wrong: found in its text, for what Jinja says is in its own words and of no place in a DOCX."""

import re

from jinja2 import TemplateSyntaxError

_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[{%].{0,40}", re.DOTALL)
_TAG = re.compile(r"\{%-?\s*(?:(?:tr|tc|p|r)\s)?\s*(\w+)")
_OPENS = ("for", "if")


def marks_of(document):
    """Every mark of the body, of its tables, heads and feet, in order."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [one._element for one in (section.header, section.footer) if not one.is_linked_to_previous]
    text = "\n".join("".join(piece.text or "" for piece in part.iter() if piece.tag.endswith("}t")) for part in parts)
    return _MARK.findall(text)


def mark_with(marks, name):
    """The mark that asks for this name, else the name itself."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return next((mark for mark in marks if word.search(mark)), name)


def broken_mark(marks, environment):
    """The first mark that is not closed or not written rightly, or ""."""
    opened = []
    for mark in marks:
        if not mark.endswith(("}}", "%}", "#}")):
            return mark
        if mark.startswith("{{") and not _reads(mark, environment):
            return mark
        if mark.startswith("{%"):
            tag = _TAG.match(mark)
            if tag is None or not _follows(tag[1], opened, mark):
                return mark
    return opened[-1][1] if opened else ""


def _reads(mark, environment):
    try:
        environment.parse(re.sub(r"\{\{(?:r|-)?", "{{", mark, count=1))
    except TemplateSyntaxError:
        return False
    return True


def _follows(tag, opened, mark):
    """Whether a tag may stand here; it opens or closes what it must."""
    if tag in _OPENS:
        opened.append((tag, mark))
    elif tag.startswith("end"):
        return bool(opened) and opened.pop()[0] == tag[3:]
    return tag in (*_OPENS, "else", "elif", "set") or tag.startswith("end")


def many_mark(marks, content):
    """The mark that shows a list or a group of words as a whole, or ""."""
    for mark in marks:
        named = re.fullmatch(r"\{\{r?-?\s*(\w+)\s*-?\}\}", mark)
        if named and isinstance(content.get(named[1]), dict | list):
            return mark
    return ""

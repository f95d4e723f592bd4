"""One long Markdown text, split by its headings into parts, sub-sections and clauses."""

import re

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from crm_project.lib.text import clean_line, sort_key

from ..contents import DEEPEST, named
from ..typesetting import parse
from .found import LONGEST_TEXT, LONGEST_TITLE, MOST_SECTIONS, a_page
from .refusals import Unfit

_CODE = re.compile(r"\s*\{#([a-z][a-z0-9-]{0,58})\}\s*\Z")
_NUMBER = re.compile(r"^(?:(?:раздел|глава|часть|section|chapter|part)\s+)?\d+(?:\.\d+)*[.)]?\s+", re.IGNORECASE)


def split(markdown, language):
    """(title of the document or "", words before the first section, [page]).

    A single heading of the highest level is the title; the next three levels are parts, sub-sections and clauses, deeper ones stay
    in the text.
    """
    lines, heads = markdown.split("\n"), _heads(markdown)
    title, levels = "", [head[0] for head in heads]
    if len(heads) > 1 and levels[0] == min(levels) and levels.count(levels[0]) == 1:
        _level, first, after, title = heads.pop(0)
        lines[first:after] = [""] * (after - first)
    if not heads:
        raise Unfit(_("There is no heading in the file: sections begin with a heading."))
    top = min(level for level, *_rest in heads)
    heads = [head for head in heads if head[0] < top + DEEPEST]
    preface = "\n".join(lines[: heads[0][1]]).strip()
    ends = [head[1] for head in heads[1:]] + [len(lines)]
    texts = [
        (level - top + 1, words, "\n".join(lines[after:end]).strip())
        for (level, _first, after, words), end in zip(heads, ends, strict=True)
    ]
    return title, preface, _pages(texts, language)


def _heads(markdown):
    """(level, first line, line after, words) of every heading that stands by itself."""
    tokens = parse(markdown)
    return [
        (int(token.tag[1]), *token.map, clean_line(tokens[place + 1].content))
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]


def _pages(texts, language):
    if len(texts) > MOST_SECTIONS:
        raise Unfit(_("The file has more than {n} sections.").format(n=MOST_SECTIONS))
    pages, taken, path, numbers = [], set(), [], []
    for depth, words, text in texts:
        code, title = _named(words, language, taken)
        if len(text) > LONGEST_TEXT or len(title) > LONGEST_TITLE:
            raise Unfit(_("{name}: the text or its title is too long.").format(name=Truncator(title).chars(60)))
        # A heading that skips a level stands as deep as it can.
        depth = min(depth, len(path) + 1)
        numbers = [*numbers[: depth - 1], numbers[depth - 1] + 1 if len(numbers) >= depth else 1]
        path = [*path[: depth - 1], code]
        pages.append(a_page(code, ".".join(map(str, numbers)), path[-2] if depth > 1 else "", {language: [title, text]}))
    return pages


def _named(words, language, taken):
    """(code, title) of a heading: a code that was written stays, numbers typed by hand go."""
    written = _CODE.search(words)
    title = clean_line(_NUMBER.sub("", _CODE.sub("", words)) or words) or "…"
    code = written[1] if written and written[1] not in taken else named({language: title}, taken)
    taken.add(code)
    return code, title


def language_of(text):
    """ "ru" where a good part of the letters are Russian, else "en"."""
    letters = [letter for letter in sort_key(text[:20_000]) if letter.isalpha()]
    return "ru" if sum("а" <= letter <= "я" for letter in letters) * 3 > len(letters) else "en"

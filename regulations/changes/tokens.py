"""The words of a text as they are compared: typography, case and spaces do not count, numbers are never taken apart."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

_NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+)(?:[.,:/]\d+)*(?:[ \u00a0\u202f]?%)?"
_WORD = r"[^\W\d_][^\W_]*(?:[-\u2010\u2011'\u2019][^\W_]+)*"
_SECTION = r"\[\[[^\]|\n]+(?:\|[^\]\n]+)?\]\]"
_TOKEN = re.compile(rf"{_SECTION}|{_NUMBER}|{_WORD}|[^\w\s]|_")
_SENTENCE = re.compile(r"\S(?:.*?[.!?…](?=\s)|.*)", re.DOTALL)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_ALIKE = str.maketrans({**dict.fromkeys("«»„“”‟", '"'), **dict.fromkeys("–—−‐‑‒", "-"), **dict.fromkeys("‘’", "'"), "ё": "е"})


class Token(NamedTuple):
    """A word, number or punctuation mark, from `start` to `end`; `key` is what is compared, with the target of a link beside."""

    key: str
    start: int
    end: int
    link: str

    @property
    def is_word(self) -> bool:
        return self.key[0].isalnum() or self.key.startswith("[[")


class Run(NamedTuple):
    """A piece of a cell that stands in one place of the parsed Markdown: from `start`, `length` letters, with the target of its link."""

    start: int
    length: int
    link: str
    token: int
    child: int


class Cell:
    """A stretch of text that is compared as one: a block, or a cell of a table row; `token` is its first place in the parsed Markdown."""

    def __init__(self, text: str = "", runs: tuple[Run, ...] = (), token: int = -1):
        self.text, self.runs, self.token = text, runs, token

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_in(self.text, self.links)

    @cached_property
    def links(self) -> list[tuple[int, int, str]]:
        return [(run.start, run.start + run.length, run.link) for run in self.runs if run.link]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(token.key for token in self.tokens)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(token.key for token in self.tokens if token.is_word)

    @cached_property
    def sentences(self) -> list[Token]:
        """Whole sentences as tokens, for paragraphs too long to be marked word by word."""
        return [Token(key_of(found[0]), found.start(), found.end(), "") for found in _SENTENCE.finditer(self.text)]


def tokens_in(text: str, links: list[tuple[int, int, str]] | None = None) -> list[Token]:
    starts = [link[0] for link in links or ()]

    def link_at(place: int) -> str:
        near = bisect_right(starts, place) - 1
        return links[near][2] if links and near >= 0 and place < links[near][1] else ""

    return [_token(found, link_at(found.start()) if starts else "") for found in _TOKEN.finditer(text)]


def _token(found: re.Match[str], link: str) -> Token:
    text = found[0]
    if text.startswith("[[") and "|" in text:
        target, _bar, label = text[2:-2].partition("|")
        return Token(key_of(label), found.start(), found.end(), target.strip())
    return Token(_SPACES.sub("", key_of(text)) if text[0].isdigit() else key_of(text), found.start(), found.end(), link)


def key_of(text: str) -> str:
    """Equal for what reads the same: case, ё, quotes, dashes and spaces do not tell texts apart."""
    return _SPACES.sub(" ", text.strip().translate(_ALIKE).casefold().replace("ё", "е"))

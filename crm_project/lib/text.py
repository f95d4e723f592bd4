"""Text as people and machines type it, made harmless and comparable."""

import re
import unicodedata
from functools import lru_cache

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_CONTROLS = dict.fromkeys([*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0)])
# Letters without a shape: a text of nothing else says nothing.
_UNSEEN = re.compile(r"[\s\u00ad\u034f\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_WORDS = re.compile(r"\w+")

# Letters that look the same in both alphabets; «ООО Вектор» is often typed with a Latin «B».
_LATIN_TWINS = str.maketrans("abcehkmoptxy", "авсенкмортху")


def clean(value):
    """Drop what breaks storage or lies on the screen: NUL, surrogates, control and bidi characters; "" where nothing is left to be seen."""
    value = str(value)
    if not (value.isprintable() and unicodedata.is_normalized("NFC", value)):
        value = _SURROGATES.sub("", value).translate(_CONTROLS).translate(_BIDI)
        value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "" if is_unseen(value) else value.strip()


def is_unseen(value):
    """Whether a text has nothing but letters without a shape."""
    return bool(_UNSEEN.fullmatch(value))


def clean_line(value):
    """One line of text: cleaned, with runs of white space as one space."""
    value = clean(value)
    if "  " not in value and value.isprintable():
        return value
    return _SPACES.sub(" ", value.replace("\n", " ")).strip()


def sort_key(value):
    """What names are sorted and searched by: lower case, ё as е. The database has no ICU everywhere."""
    return _sort_key(str(value))


def words_of(value):
    return _WORDS.findall(sort_key(value))


def twin_key(value):
    """A key under which look-alike spellings meet: sort key, Latin twins as Cyrillic, letters and digits only."""
    return _twin_key(str(value))


# A table asks for the keys of the same name a dozen times in a row.


@lru_cache(maxsize=2048)
def _sort_key(text):
    return clean_line(text).casefold().replace("ё", "е")


@lru_cache(maxsize=2048)
def _twin_key(text):
    return "".join(words_of(text)).translate(_LATIN_TWINS)

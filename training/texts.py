"""Texts and numbers of a question as people type them, in the languages of the company."""

from fractions import Fraction

from crm_project.lib.text import clean, clean_line

from .refusals import Unsound

LANGUAGES = ("ru", "en")
LONGEST_STEM = 1000


def words(texts, *, longest=LONGEST_STEM, several_lines=False):
    """{"ru": …, "en": …} of a text or of two, cleaned; a language that says nothing is left out. Unsound when one is too long."""
    texts = texts if isinstance(texts, dict) else {"ru": texts or ""}
    tidy = clean if several_lines else clean_line
    found = {language: tidy(texts.get(language) or "") for language in LANGUAGES}
    if any(len(text) > longest for text in found.values()):
        raise Unsound(["long"])
    return {language: text for language, text in found.items() if text}


def flat(record, name="", *, longest=LONGEST_STEM):
    """The two languages of a record: {"ru": …}, {"text_ru": …} or {"note": {"ru": …}}."""
    if name and isinstance(record.get(name), dict):
        return words(record[name], longest=longest)
    prefix = f"{name}_" if name else ""
    return words({language: record.get(f"{prefix}{language}", "") for language in LANGUAGES}, longest=longest)


def said(texts, language):
    """The text in the reader's language, else in the other one."""
    return texts.get(language) or next(iter(texts.values()), "")


def read_number(typed):
    """A number as people type it, as plain text: "1 234,5" is "1234.5"; None where it is none."""
    text = "".join(str("" if typed is None else typed).replace("\u2212", "-").replace(",", ".").split())
    if len(text) > 30 or not text or set(text) - set("0123456789.-"):
        return None
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return text

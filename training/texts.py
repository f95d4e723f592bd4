"""Texts of a question in the languages of the company."""

from crm_project.lib.text import clean, clean_line

LANGUAGES = ("ru", "en")
LONGEST_STEM = 1000


def words(texts, *, longest=LONGEST_STEM, several_lines=False):
    """{"ru": …, "en": …} of a text or of two, cleaned; a language that says nothing is left out."""
    texts = texts if isinstance(texts, dict) else {"ru": texts or ""}
    tidy = clean if several_lines else clean_line
    found = {language: tidy(texts.get(language) or "")[:longest] for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def flat(record, name=""):
    """The two languages of a record: {"ru": …}, {"text_ru": …} or {"note": {"ru": …}}."""
    if name and isinstance(record.get(name), dict):
        return words(record[name])
    prefix = f"{name}_" if name else ""
    return words({language: record.get(f"{prefix}{language}", "") for language in LANGUAGES})


def said(texts, language):
    """The text in the reader's language, else in the other one."""
    return texts.get(language) or next(iter(texts.values()), "")

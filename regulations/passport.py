"""The header of a document: what stands on its first sheet, in each language and without one."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from crm_project.lib.text import clean, clean_line

from .audience import position_names
from .measuring import Parameter

WORDS = ("title", "preface", "purpose", "measure", "label", "contacts")
FACTS = ("confidential", "author", "company", "positions")
LANGUAGES = ("ru", "en")


@dataclass(frozen=True)
class Passport:
    """What a reader is told about a document beside its text."""

    words: dict
    facts: dict
    reader: object = None

    @cached_property
    def parameter(self):
        """What the figures it is bound to say today, None where there are none or nobody reads."""
        return Parameter(self.facts, self.reader) if self.reader is not None and self.facts.get("bindings") else None

    @property
    def is_confidential(self):
        return bool(self.facts.get("confidential"))

    @property
    def issued_on(self):
        return _day(self.facts.get("issued_on"))

    @property
    def revised_on(self):
        return _day(self.facts.get("revised_on"))

    @property
    def positions(self):
        names = position_names(self.facts.get("positions", []))
        return sorted(names.values())

    @property
    def is_filled(self):
        """Whether there is more to tell than the dates."""
        return any(self.words.get(name) for name in ("purpose", "measure", "label", "contacts")) or any(
            self.facts.get(name) for name in (*FACTS, "bindings")
        )


def header_of(values, before):
    """The header with the values of the form, {"title_ru": …, "company": …}; what is empty is left out."""
    header = {}
    for language in LANGUAGES:
        words = {name: values.get(f"{name}_{language}", "") for name in WORDS}
        words = {name: clean(text) if name == "preface" else clean_line(text) for name, text in words.items()}
        if any(words.values()):
            header[language] = {name: text for name, text in words.items() if text or name in ("title", "preface")}
    facts = {"confidential": bool(values.get("confidential")), "positions": sorted(one.pk for one in values.get("positions", ()))}
    facts |= {name: clean_line(values.get(name, "")) for name in ("author", "company")}
    facts["bindings"] = values.get("bindings", before.get("facts", {}).get("bindings", []))
    kept = {name: day for name, day in before.get("facts", {}).items() if name in ("issued_on", "revised_on")}
    facts = {name: value for name, value in facts.items() if value} | kept
    return {**header, "facts": facts} if facts else header


def initial_of(header):
    """The form's values for a header."""
    values = {f"{name}_{language}": header.get(language, {}).get(name, "") for language in LANGUAGES for name in WORDS}
    return values | {name: header.get("facts", {}).get(name) for name in FACTS}


def _day(words):
    return date.fromisoformat(words) if words else None

"""Calls in the timeline of a card: one full row each."""

from dataclasses import dataclass

from .sentences import title_of, words_of


@dataclass(frozen=True)
class CallWords:
    """`length` in seconds; `icon` and `tone` by direction and outcome."""

    title: str
    name: str
    words: str
    length: int
    icon: str
    tone: str


def extras(entries, user):
    """{entry.pk: what the row shows}; the facts of the entry are enough."""
    return {entry.pk: _words(entry) for entry in entries}


def _words(entry):
    details = entry.details
    icon, tone = ("phone-outgoing", "ok") if details.get("direction") == "out" else ("phone-incoming", "ok")
    if details.get("direction") == "in" and details.get("outcome") != "answered":
        icon, tone = "phone-x", "danger"
    return CallWords(title_of(entry), details.get("name", ""), words_of(entry), details.get("seconds") or 0, icon, tone)

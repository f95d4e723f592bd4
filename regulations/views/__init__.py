from .coverage import as_usual, coverage, relink
from .editions import edition, editions, old_section
from .glossary import glossary, retire_term, term
from .help import end_tour, hint, screen_help, tour, tour_step
from .loading import load
from .printing import print_all, print_section
from .reading import index, read, section
from .searching import search
from .wishes import answer, new_wish, wishes

__all__ = [
    "answer",
    "as_usual",
    "coverage",
    "edition",
    "editions",
    "end_tour",
    "glossary",
    "hint",
    "index",
    "load",
    "new_wish",
    "old_section",
    "print_all",
    "print_section",
    "read",
    "relink",
    "retire_term",
    "screen_help",
    "search",
    "section",
    "term",
    "tour",
    "tour_step",
    "wishes",
]

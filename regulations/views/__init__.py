from .changes import changes, compare
from .editions import edition, editions, old_section
from .loading import load
from .printing import print_all, print_section
from .reading import index, read, section
from .searching import search

__all__ = [
    "changes",
    "compare",
    "edition",
    "editions",
    "index",
    "load",
    "old_section",
    "print_all",
    "print_section",
    "read",
    "search",
    "section",
]

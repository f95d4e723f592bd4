from .changes import changes, compare
from .documents import archive, bring_back, new_document, reviewed, rules
from .draft_contents import add_section, passport, place_section, put_back, retire_section, throw_away
from .draft_text import compare_draft, confirm_class, describe, draft, draft_section, preview, start_draft
from .editions import edition, editions, old_section, withdraw
from .loading import load
from .printing import print_all, print_section
from .publication import ask_to_approve, now, publication, send_back
from .reading import index, read, section
from .rounds import close_round, discussed_section, discussion, open_round, remark, reopen, settle, take_stance
from .searching import search

__all__ = [
    "add_section",
    "archive",
    "ask_to_approve",
    "bring_back",
    "changes",
    "close_round",
    "compare",
    "compare_draft",
    "confirm_class",
    "describe",
    "discussed_section",
    "discussion",
    "draft",
    "draft_section",
    "edition",
    "editions",
    "index",
    "load",
    "new_document",
    "now",
    "old_section",
    "open_round",
    "passport",
    "place_section",
    "preview",
    "print_all",
    "print_section",
    "publication",
    "put_back",
    "read",
    "remark",
    "reopen",
    "retire_section",
    "reviewed",
    "rules",
    "search",
    "section",
    "send_back",
    "settle",
    "start_draft",
    "take_stance",
    "throw_away",
    "withdraw",
]

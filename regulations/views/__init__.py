from .bringing import bring, brought, forget_brought
from .changes import changes, compare
from .coverage import as_usual, coverage, relink
from .documents import archive, bring_back, new_document, reviewed, rules
from .draft_callouts import callouts
from .draft_contents import add_section, passport, place_section, put_back, retire_section, throw_away
from .draft_dividing import join_section, split_section
from .draft_text import attach, compare_draft, confirm_class, describe, draft, draft_section, preview, start_draft
from .editions import edition, editions, old_section, withdraw
from .glossary import glossary, retire_term, term
from .handing_out import bundle, pdf, section_pdf, word
from .help import end_tour, hint, screen_help, tour, tour_step
from .loading import load
from .media import media
from .positions import position, write_position
from .printed import printed
from .printing import print_all, print_section
from .publication import ask_to_approve, now, publication, send_back
from .reading import index, read, section
from .rounds import close_round, discussed_section, discussion, open_round, remark, reopen, settle, take_stance
from .searching import search
from .shots import shot, shot_piece, shots, take_again
from .wishes import answer, new_wish, wishes

__all__ = [
    "add_section",
    "answer",
    "archive",
    "as_usual",
    "ask_to_approve",
    "attach",
    "bring",
    "bring_back",
    "brought",
    "bundle",
    "callouts",
    "changes",
    "close_round",
    "compare",
    "compare_draft",
    "confirm_class",
    "coverage",
    "describe",
    "discussed_section",
    "discussion",
    "draft",
    "draft_section",
    "edition",
    "editions",
    "end_tour",
    "forget_brought",
    "glossary",
    "hint",
    "index",
    "join_section",
    "load",
    "media",
    "new_document",
    "new_wish",
    "now",
    "old_section",
    "open_round",
    "passport",
    "pdf",
    "place_section",
    "position",
    "preview",
    "print_all",
    "print_section",
    "printed",
    "publication",
    "put_back",
    "read",
    "relink",
    "remark",
    "reopen",
    "retire_section",
    "retire_term",
    "reviewed",
    "rules",
    "screen_help",
    "search",
    "section",
    "section_pdf",
    "send_back",
    "settle",
    "shot",
    "shot_piece",
    "shots",
    "split_section",
    "start_draft",
    "take_again",
    "take_stance",
    "term",
    "throw_away",
    "tour",
    "tour_step",
    "wishes",
    "withdraw",
    "word",
    "write_position",
]

from .edition import DeadLinks, Edition, EditionNode, EmptyEdition, NotADraft, NotAfterThePrevious
from .glossary import GlossaryTerm
from .help import AnsweredAlready, HelpMiss, HintLink, HintSeen, TourEnd, Wish
from .regulation import DraftExists, Regulation
from .section import Section, SectionText, SectionVersion

__all__ = [
    "AnsweredAlready",
    "DeadLinks",
    "DraftExists",
    "Edition",
    "EditionNode",
    "EmptyEdition",
    "GlossaryTerm",
    "HelpMiss",
    "HintLink",
    "HintSeen",
    "NotADraft",
    "NotAfterThePrevious",
    "Regulation",
    "Section",
    "SectionText",
    "SectionVersion",
    "TourEnd",
    "Wish",
]

from ..changes.models import SectionChange, SectionDiff
from .edition import DeadLinks, Edition, EditionNode, EmptyEdition, NotADraft, NotAfterThePrevious
from .regulation import DraftExists, Regulation
from .section import Section, SectionText, SectionVersion

__all__ = [
    "DeadLinks",
    "DraftExists",
    "Edition",
    "EditionNode",
    "EmptyEdition",
    "NotADraft",
    "NotAfterThePrevious",
    "Regulation",
    "Section",
    "SectionChange",
    "SectionDiff",
    "SectionText",
    "SectionVersion",
]

from .edition import BrokenCharts, DeadLinks, Edition, EditionNode, EmptyEdition, NotADraft, NotAfterThePrevious
from .regulation import DraftExists, Regulation
from .section import Section, SectionText, SectionVersion

__all__ = [
    "BrokenCharts",
    "DeadLinks",
    "DraftExists",
    "Edition",
    "EditionNode",
    "EmptyEdition",
    "NotADraft",
    "NotAfterThePrevious",
    "Regulation",
    "Section",
    "SectionText",
    "SectionVersion",
]

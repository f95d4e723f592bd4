from .edition import DeadLinks, Edition, EditionNode, EmptyEdition, NotADraft, NotAfterThePrevious
from .regulation import DraftExists, Regulation
from .section import Section, SectionText, SectionVersion

from ..reading.models import (  # isort: skip  they name the models above
    Acknowledgement,
    AcknowledgementVoid,
    Confusion,
    ReaderPlace,
    ReaderState,
    ReadingAssignment,
    ReadingItem,
    ReadingRound,
    ReadingWatch,
)

__all__ = [
    "Acknowledgement",
    "AcknowledgementVoid",
    "Confusion",
    "DeadLinks",
    "DraftExists",
    "Edition",
    "EditionNode",
    "EmptyEdition",
    "NotADraft",
    "NotAfterThePrevious",
    "ReaderPlace",
    "ReaderState",
    "ReadingAssignment",
    "ReadingItem",
    "ReadingRound",
    "ReadingWatch",
    "Regulation",
    "Section",
    "SectionText",
    "SectionVersion",
]

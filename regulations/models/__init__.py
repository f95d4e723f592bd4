from ..changes.models import SectionChange, SectionDiff
from ..refusals import DeadLinks, DraftExists, EmptyEdition, NotADraft, NotAfterThePrevious
from .discussion import DiscussionRound, Remark, Stance
from .edition import Edition
from .effect import EditionEffect
from .node import EditionNode
from .regulation import Regulation
from .section import Section, SectionText, SectionVersion

__all__ = [
    "DeadLinks",
    "DiscussionRound",
    "DraftExists",
    "Edition",
    "EditionEffect",
    "EditionNode",
    "EmptyEdition",
    "NotADraft",
    "NotAfterThePrevious",
    "Regulation",
    "Remark",
    "Section",
    "SectionChange",
    "SectionDiff",
    "SectionText",
    "SectionVersion",
    "Stance",
]

from ..changes.models import SectionChange, SectionDiff
from ..refusals import DeadLinks, DraftExists, EmptyEdition, NotADraft, NotAfterThePrevious
from .brought import BroughtFile
from .discussion import DiscussionRound, Remark, Stance
from .edition import Edition
from .effect import EditionEffect
from .glossary import GlossaryTerm
from .help import AnsweredAlready, HelpMiss, HintLink, HintSeen, TourEnd, Wish
from .living import LivingSnapshot
from .media import MediaFile
from .node import EditionNode
from .position_page import PositionPage
from .regulation import Regulation
from .section import Section, SectionText, SectionVersion
from .settings_note import SettingsNote
from .shot import Shot, ShotImage

from ..reading.models import (  # isort: skip  they name the models above
    Acknowledgement,
    AcknowledgementVoid,
    Confusion,
    ReadAgain,
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
    "AnsweredAlready",
    "BroughtFile",
    "Confusion",
    "DeadLinks",
    "DiscussionRound",
    "DraftExists",
    "Edition",
    "EditionEffect",
    "EditionNode",
    "EmptyEdition",
    "GlossaryTerm",
    "HelpMiss",
    "HintLink",
    "HintSeen",
    "LivingSnapshot",
    "MediaFile",
    "NotADraft",
    "NotAfterThePrevious",
    "PositionPage",
    "ReadAgain",
    "ReaderPlace",
    "ReaderState",
    "ReadingAssignment",
    "ReadingItem",
    "ReadingRound",
    "ReadingWatch",
    "Regulation",
    "Remark",
    "Section",
    "SectionChange",
    "SectionDiff",
    "SectionText",
    "SectionVersion",
    "SettingsNote",
    "Shot",
    "ShotImage",
    "Stance",
    "TourEnd",
    "Wish",
]

from .acknowledgement import Acknowledgement, AcknowledgementVoid
from .again import ReadAgain
from .assignment import ReadingAssignment, ReadingItem
from .confusion import Confusion
from .reader import ReaderPlace, ReaderState, ReadingRound, ReadingWatch

__all__ = [
    "Acknowledgement",
    "AcknowledgementVoid",
    "Confusion",
    "ReadAgain",
    "ReaderPlace",
    "ReaderState",
    "ReadingAssignment",
    "ReadingItem",
    "ReadingRound",
    "ReadingWatch",
]

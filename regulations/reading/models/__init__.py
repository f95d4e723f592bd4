from .acknowledgement import Acknowledgement, AcknowledgementVoid
from .assignment import ReadingAssignment, ReadingItem
from .confusion import Confusion
from .reader import ReaderPlace, ReaderState, ReadingRound, ReadingWatch

__all__ = [
    "Acknowledgement",
    "AcknowledgementVoid",
    "Confusion",
    "ReaderPlace",
    "ReaderState",
    "ReadingAssignment",
    "ReadingItem",
    "ReadingRound",
    "ReadingWatch",
]

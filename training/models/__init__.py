from .assignment import TestAssignment
from .attempt import Attempt, AttemptItem
from .change import ChangeTest
from .definition import AssemblyRule, TestDefinition, TestVersion
from .heartbeat import Heartbeat
from .practice import PracticeRun
from .question import Question, QuestionLink, QuestionVersion
from .rulings import Appeal, Certificate, Regrade

__all__ = [
    "Appeal",
    "AssemblyRule",
    "Attempt",
    "AttemptItem",
    "Certificate",
    "ChangeTest",
    "Heartbeat",
    "PracticeRun",
    "Question",
    "QuestionLink",
    "QuestionVersion",
    "Regrade",
    "TestAssignment",
    "TestDefinition",
    "TestVersion",
]

from .feed import CalendarFeed
from .handing import HandoffReason, HandoffRules
from .handoff import Handoff
from .reminder import Reminder
from .rhythm import ContactDue, ContactNews, ContactRhythm
from .span import TaskSpan
from .task import Task
from .task_type import TaskResult, TaskType

__all__ = [
    "CalendarFeed",
    "ContactDue",
    "ContactNews",
    "ContactRhythm",
    "Handoff",
    "HandoffReason",
    "HandoffRules",
    "Reminder",
    "Task",
    "TaskResult",
    "TaskSpan",
    "TaskType",
]

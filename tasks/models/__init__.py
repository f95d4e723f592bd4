from .feed import CalendarFeed
from .reminder import Reminder
from .span import TaskSpan
from .task import Task
from .task_type import TaskResult, TaskType

__all__ = ["CalendarFeed", "Reminder", "Task", "TaskResult", "TaskSpan", "TaskType"]

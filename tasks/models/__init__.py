from .span import TaskSpan
from .task import Task
from .task_type import TaskResult, TaskType

__all__ = ["Task", "TaskResult", "TaskSpan", "TaskType"]

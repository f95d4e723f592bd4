from .task import Task, TaskSpan
from .task_type import TaskResult, TaskType

__all__ = ["Task", "TaskResult", "TaskSpan", "TaskType"]

from .estimate import Line, Note
from .project import Project

__all__ = ["Line", "Note", "Project"]

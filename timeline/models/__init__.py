from .comment import Comment
from .entry import Entry
from .file import File
from .recorded import Recorded

__all__ = ["Comment", "Entry", "File", "Recorded"]

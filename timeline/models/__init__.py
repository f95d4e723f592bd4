from .comment import EDIT_MINUTES, Comment, CommentIsClosed
from .entry import Entry
from .file import File
from .recorded import Recorded

__all__ = ["EDIT_MINUTES", "Comment", "CommentIsClosed", "Entry", "File", "Recorded"]

from . import comments, entries, files

__all__ = ["comments", "entries", "files"]

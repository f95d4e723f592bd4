"""Files that something leans on: each app says which ones and why, and such a file is not thrown away under it."""

_holders = []


class FileIsHeld(Exception):
    """The file is needed: `words` tell by what, and where to replace it."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words


def holder(find):
    """Register `find(file)`: the sentence that says what needs the file, or an empty one."""
    _holders.append(find)
    return find


def held(file):
    return next(filter(None, (find(file) for find in _holders)), "")

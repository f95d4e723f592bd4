"""Why a file does not become a draft; nothing was changed."""


class Unfit(Exception):
    """The file is not taken; `words` is the sentence for whoever brought it."""

    def __init__(self, words):
        super().__init__(str(words))
        self.words = words


class DraftStands(Exception):
    """The document has a draft with text in it already: a file never replaces what somebody is writing."""


class PositionsMissing(Exception):
    """Sections are for positions that do not exist here; `names` says which."""

    def __init__(self, names):
        super().__init__(", ".join(names))
        self.names = names

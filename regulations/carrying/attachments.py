"""What apps above put beside the text into a bundle, and take from it again: questions of the tests."""

_makers, _takers = [], {}


def attach(make):
    """`make(edition, by)` yields (file name, bytes); call it from `AppConfig.ready`."""
    if make not in _makers:
        _makers.append(make)
    return make


def of(edition, by):
    return [pair for make in _makers for pair in make(edition, by)]


def taken_by(name):
    """Decorates `take(draft, text, by)`, called in the transaction in which a bundle with a file of this name becomes a draft.

    It answers a sentence of what was done for whoever brought the file, or "".
    """

    def kept(take):
        _takers[name] = take
        return take

    return kept


def known(names):
    """Those of these files that somebody takes."""
    return [name for name in names if name in _takers]


def take(draft, texts, by):
    """Sentences of what became of the `texts` {name: text} beside a document."""
    return list(filter(None, (_takers[name](draft, text, by) for name, text in sorted(texts.items()) if name in _takers)))

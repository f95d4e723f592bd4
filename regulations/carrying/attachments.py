"""What apps above put beside the text into a bundle: questions of the tests."""

_makers = []


def attach(make):
    """`make(edition, by)` yields (file name, bytes); call it from `AppConfig.ready`."""
    if make not in _makers:
        _makers.append(make)
    return make


def of(edition, by):
    return [pair for make in _makers for pair in make(edition, by)]

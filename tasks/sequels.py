"""What begins by itself when a task is done, as apps above plan it: whoever completes it is told, and plans nothing twice."""

_tellers = []


def sequel(function):
    """Register `def tell(task) -> words`, None for the many tasks after which nothing begins by itself; from `AppConfig.ready`."""
    if function not in _tellers:
        _tellers.append(function)
    return function


def sequel_of(task):
    """The words, escaped html, or None."""
    return next((words for words in (tell(task) for tell in _tellers) if words), None)

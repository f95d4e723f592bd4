"""What leans on a stage, told before it is taken away: apps above register `uses(stage) -> [sentence]`."""

_askers = []


def stage_is_used(asker):
    """Declare who knows of uses; may decorate."""
    _askers.append(asker)
    return asker


def uses_of(stage):
    return [words for asker in _askers for words in asker(stage)]

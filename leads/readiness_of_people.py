"""Who is passed over by a scenario that asks for it: apps above say for which reason."""

_functions = []


def exclude(function):
    """Register `def who(users, day) -> {user id: reason}` by a constant number of queries; `reason` is words for the screen."""
    if function not in _functions:
        _functions.append(function)
    return function


def excluded(users, day):
    """{user id: reason} of those who are not to be handed anything on this date."""
    found = {}
    for function in _functions if users else ():
        found = {**function(users, day), **found}
    return found

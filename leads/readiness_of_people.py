"""Who is passed over by a scenario that asks for it: apps above say for which reason."""

_functions, _halts = [], []


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


def halt(function):
    """Register `def who(users) -> {user id: reason}` of those whom no scenario hands anything now; one query."""
    if function not in _halts:
        _halts.append(function)
    return function


def halted(users):
    """{user id: reason} of those who get no new leads for the time being, whatever the scenario."""
    found = {}
    for function in _halts if users else ():
        found = {**function(users), **found}
    return found

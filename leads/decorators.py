"""What apps above put on the leads of the inbox: the chip of a rule."""

_decorators = []


def decorate(function):
    """Register `def look(leads, user)`: sets `lead.chip = (kind, text)`, a kind of `{% chip %}`, by a constant number of queries."""
    if function not in _decorators:
        _decorators.append(function)
    return function


def decorated(leads, user):
    """The same leads with everything the registered functions know about them."""
    for lead in leads:
        lead.chip = None
    for function in _decorators if leads else ():
        function(leads, user)
    return leads

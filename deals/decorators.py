"""What apps above put on the cards of lists and boards: the chip of the next task, the edge of a rule."""

_decorators = []


def decorate(function):
    """Register `def look(deals, user)`: sets attributes on a page of deals by a constant number of queries.

    `deal.chip = (kind, text)` with a kind of `{% chip %}`: over, today, plan, none, new, ok. A later decorator may
    overrule an earlier one; the edge of a board card follows the chip.
    """
    if function not in _decorators:
        _decorators.append(function)
    return function


def decorated(deals, user):
    """The same deals as a list, with everything the registered functions know about them."""
    deals = list(deals)
    for deal in deals:
        deal.chip = None
    if deals:
        for function in _decorators:
            function(deals, user)
    return deals

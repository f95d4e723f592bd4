"""Many deals to one person: the same verb for each, and word of every refusal."""

from .refusals import Refused


def give_each(deals, owner, *, by):
    """(given, refused) lists of deals; a refused one is exactly as it was."""
    given, refused = [], []
    for deal in deals:
        try:
            deal.give_to(owner, by=by)
        except Refused:
            refused.append(deal)
        else:
            given.append(deal)
    return given, refused

"""Boards learn that the clients on their cards are called otherwise."""

from crm_project.lib import live

from .models import Deal

_CARDS = 13
"""From so many hints on a board reads itself anew as a whole."""


def tell_boards_of_merge(sender, journal, **_rest):
    """Two clients became one, or two again: the open deals that moved show another name."""
    column = f"deals.deal.{journal.kept.kind}"
    ids = [pk for told in journal.moved if told["tie"] == column for pk in told["ids"]]
    told = {}
    for funnel, pk in Deal.objects.open().filter(pk__in=ids).values_list("funnel", "pk") if ids else ():
        cards = told.setdefault(funnel, [])
        if len(cards) < _CARDS:
            cards.append(pk)
    for funnel, cards in told.items():
        for pk in cards:
            live.publish(f"board:{funnel}", "board", {"card": pk})

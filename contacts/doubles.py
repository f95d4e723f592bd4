"""Likely doubles as a person may know them: only pairs of which both cards are theirs to see."""

from django.utils.translation import gettext as _

SHOWN_ON_A_CARD = 3

_REASONS = {
    "inn": lambda: _("same INN"),
    "phone": lambda: _("same phone"),
    "email": lambda: _("same e-mail"),
    "name": lambda: _("same name"),
    "similar": lambda: _("similar name"),
}


def of_card(client, user):
    """[(pair, the other card, why)] for the quiet line on a card, the likeliest first: one query."""
    pairs = client.pair_model.objects.open().visible_to(user).of(client).for_card()[:SHOWN_ON_A_CARD]
    return [(pair, pair.other_than(client), why(pair), user.may("edit", pair.other_than(client))) for pair in pairs]


def in_words(pairs, user):
    """Pairs with their reasons, and whether this person may merge them."""
    return [(pair, why(pair), user.may("edit", pair.first) and user.may("edit", pair.second)) for pair in pairs]


def why(pair):
    return ", ".join(reason_in_words(reason) for reason in pair.reasons if reason in _REASONS)


def reason_in_words(reason):
    """ "phone" as one reads it."""
    return _REASONS[reason]() if reason in _REASONS else reason

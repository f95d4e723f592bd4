"""What an administrator chooses from for a field; the app above says which funnels there are."""

from accounts.models import Position, Role

_funnels = []


def funnels_by(function):
    """`function(entity)` tells [(id, name)] of the funnels that cards of this entity go through."""
    _funnels.append(function)


def funnels_of(entity):
    return [pair for function in _funnels for pair in function(entity)]


def positions():
    return [(one.pk, str(one)) for one in Position.objects.live()]


def roles():
    """Those who configure see every field anyway."""
    return [(one.pk, str(one)) for one in Role.objects.for_people() if not one.has("configure")]

"""What an administrator chooses from for a field; the app above says which funnels there are."""

from accounts.models import Position, Role

_funnels = []


def funnels_by(function):
    """`function(entity, chosen)` tells [(id, name)] of the funnels that cards of this entity go through, the chosen ones always."""
    _funnels.append(function)


def funnels_of(entity, chosen=()):
    return [pair for function in _funnels for pair in function(entity, chosen)]


def positions(chosen=()):
    """Those in force, and those a field is for already."""
    return [(one.pk, str(one)) for one in Position.objects.all() if one.retired_at is None or one.pk in chosen]


def roles(chosen=()):
    """Those who configure see every field anyway."""
    return [(one.pk, str(one)) for one in Role.objects.for_people() if not one.has("configure") or one.pk in chosen]

"""Who may write the handbook, by the matrix of rights."""

from accounts.models import Role, User
from accounts.scopes import ROBOT, Scope


def editors():
    """Active people whose role lets them edit the handbook."""
    roles = [role.pk for role in Role.objects.exclude(code=ROBOT) if role.scope("regulation", "edit") != Scope.NONE]
    return User.objects.active().filter(role__in=roles).with_rights().by_name()

"""Who may do what with a call."""

from accounts.models import User


def may_log_for(user, owner):
    """One's own calls, and those of the people whose calls one may enter."""
    if owner.pk == user.pk:
        return True
    people = user.people_ids_in(user.scope_of("call", "create"))
    return people is None or owner.pk in people


def people_for(user):
    """Those for whom the user may enter a call, by name."""
    return User.objects.active().in_scope(user, user.scope_of("call", "create")).by_name()


def sees_others(user):
    return user.people_ids_in(user.scope_of("call", "see")) not in (set(), {user.pk})


def may_export(user):
    return user.has_right("export") and user.may("export", "call")


def may_settle(user, call):
    """Whoever may edit the call; one that nobody took belongs to everybody of the department who calls."""
    return user.may("edit", call) or (call.owner_id is None and user.may("edit", "call"))

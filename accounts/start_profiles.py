"""Start profiles: what the ready roles may do in a company of one department and in one of several."""

from django.db import transaction

from timeline.models import Entry

from .models import Role
from .models.workspace import StartProfile
from .scopes import READY_ROLES, matrix

_SEEN_BY_ALL = ("contact", "company", "lead")


def manager_matrix(profile):
    """One department: everyone sees its clients and edits their own. Several: each sees their own."""
    rows = matrix("own")
    if profile == StartProfile.ONE:
        for kind in _SEEN_BY_ALL:
            rows[kind]["see"] = "department"
    return rows


def shape_roles(profile):
    Role.objects.filter(code="manager").update(matrix=manager_matrix(profile))


def change_profile(workspace, profile, *, by):
    """Another profile; a manager's role that was shaped by hand stays as it is. Tells whether it followed."""
    with transaction.atomic():
        role = Role.objects.get(code="manager")
        untouched = role.matrix in (READY_ROLES["manager"][1], manager_matrix(StartProfile.ONE), manager_matrix(StartProfile.SEVERAL))
        workspace.start_profile = profile
        workspace.save(update_fields=["start_profile"])
        if untouched:
            role.rewrite(manager_matrix(profile), role.rights, by=by)
        Entry.fact("workspace", workspace.pk, "profile_changed", by=by, audience=Entry.Audience.ADMINS, profile=profile).save(
            force_insert=True
        )
    return untouched

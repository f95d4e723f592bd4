"""Who may do what with a project, one sentence each: for the verb, the view and the button."""

from django.db.models import Q

from accounts.models import User
from tasks.permissions import people_for


def may_begin(user, subject):
    """Where one edits the deal or the client and plans tasks."""
    return user.may("create", "task") and user.may("edit", subject)


def may_change(user, project):
    """Whoever leads it, and whoever may edit what it is about; while it goes on."""
    return project.is_open and may_lead(user, project)


def may_lead(user, project):
    return user.may("edit", "task") and (project.owner_id == user.pk or user.may("edit", project.subject))


def may_see_money(user):
    return user.has_right("see_money")


def leaders_for(user, project=None):
    """Those whom the user may make the leader: those one gives tasks to, oneself, and whoever leads it now."""
    kept = {user.pk, project.owner_id} if project else {user.pk}
    return User.objects.filter(Q(pk__in=people_for(user).order_by().values("pk")) | Q(pk__in=kept)).by_name()

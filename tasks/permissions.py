"""Who may do what with a task, one sentence each: for the verb, the view and the button."""

from accounts.models import User


def may_give(user, owner):
    """To oneself, and to those whose tasks one may create."""
    if owner.pk == user.pk:
        return True
    people = user.people_ids_in(user.scope_of("task", "create"))
    return people is None or owner.pk in people


def people_for(user):
    """Those to whom the user may give a task, by name."""
    return User.objects.active().in_scope(user, user.scope_of("task", "create")).by_name()


def sees_others(user):
    """There are people besides oneself whose tasks one sees."""
    return user.people_ids_in(user.scope_of("task", "see")) not in (set(), {user.pk})


def may_touch(user, task):
    """Who has to do it, whoever may edit that person's tasks, and who gave it."""
    return user.may("edit", task) or (task.author_id == user.pk and user.may("edit", "task"))


def may_change(user, task):
    """The same, while it is open: closed tasks stay as they are."""
    return task.is_open and may_touch(user, task)

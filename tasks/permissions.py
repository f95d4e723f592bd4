"""Who may do what with a task, one sentence each: for the verb, the view and the button."""

from accounts.models import User


def may_give(user, owner):
    """To oneself, and to those who work with tasks and whose tasks one may create."""
    if owner.pk == user.pk:
        return True
    people = user.people_ids_in(user.scope_of("task", "create"))
    return (people is None or owner.pk in people) and owner.may("edit", "task")


def people_for(user):
    """Those to whom the user may give a task, by name."""
    return User.objects.active().who_work_with("task").in_scope(user, user.scope_of("task", "create")).by_name()


def people_to_hand_to():
    """Whoever works with tasks, in any department: that is what a hand-off is for."""
    return User.objects.active().people().who_work_with("task")


def may_meet(person, subject):
    """May see such cards at all, and is not kept from this client by a limit to segments."""
    if subject is None:
        return True
    limit = type(subject).objects.limit(person)
    return person.may("see", subject.kind) and (limit is None or type(subject).objects.filter(limit, pk=subject.pk).exists())


def can_take(person, subject):
    """Works with tasks, and with such clients."""
    return may_meet(person, subject) and people_to_hand_to().filter(pk=person.pk).exists()


def may_hand_over(user, subject):
    """A card one may edit, or a task that stands alone."""
    return user.may("create", "task") and (subject is None or user.may("edit", subject))


def may_answer(user, task):
    """Whoever it was handed to accepts or returns it, or whoever stands in for them."""
    return user.may("edit", "task") and (task.owner_id == user.pk or task.owner_id in user.stands_in_for)


def sees_others(user):
    """There are people besides oneself whose tasks one sees."""
    return user.people_ids_in(user.scope_of("task", "see")) not in (set(), {user.pk})


def may_touch(user, task):
    """Who has to do it, whoever may edit that person's tasks, and who gave it."""
    return user.may("edit", task) or (task.author_id == user.pk and user.may("edit", "task"))


def may_change(user, task):
    """The same, while it is open: closed tasks stay as they are."""
    return task.is_open and may_touch(user, task)

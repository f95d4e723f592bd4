"""Who may do what with a chain, one sentence each: for the verb, the view and the button."""

from tasks.permissions import can_take


def may_start(user, subject):
    """A card one may edit, or work that stands alone."""
    return user.may("create", "task") and (subject is None or user.may("edit", subject))


def may_steer(user, run):
    """Stop, plan anew, name another executor: who watches over it, and whoever edits the card by right and not by a hand-off."""
    if not user.may("edit", "task"):
        return False
    if run.owner_id == user.pk:
        return True
    if run.subject:
        return user.holds(run.subject, "edit")
    people = user.people_ids_for("task", "edit")
    return people is None or run.owner_id in people


def may_add(user, run):
    """Comments and files: whoever steers it, and as long as it goes on whoever does a step of it, stands in for them or takes part."""
    if not user.may("edit", "task"):
        return False
    if may_steer(user, run):
        return True
    return run.is_running and run.has_part(user)


def can_do(person, subject):
    """Has access, works with tasks, and is not kept from such clients."""
    return person is not None and can_take(person, subject)

"""Who may do what with the reading of others, one sentence each."""

from accounts.scopes import Scope


def leads_people(user):
    """Sees the reading of more people than themselves."""
    return user.scope_of("report", "see") in (Scope.DEPARTMENT, Scope.BELOW, Scope.ALL)


def people_ids(user):
    """Ids of those whose reading one sees; None is everybody's."""
    return user.people_ids_in(user.scope_of("report", "see"))


def sees_reading_of(user, person):
    ids = people_ids(user)
    return user.pk == person.pk or ids is None or person.pk in ids


def may_waive(user, person):
    """A head for their own people, whoever configures for all; nobody for themselves."""
    if user.pk == person.pk:
        return False
    return user.has_right("configure") or (user.has_right("reassign") and sees_reading_of(user, person))


def may_remind(user):
    return leads_people(user) and (user.has_right("configure") or user.has_right("reassign"))


def enters_paper(user):
    return user.has_right("configure")


def answers_readers(user):
    """Writes the handbook."""
    return user.may("edit", "regulation")

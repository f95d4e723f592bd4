"""Who may do what with the ledger, one sentence each: for the verb, the view and the button."""

from accounts.models import Department
from accounts.scopes import Scope


def may_excuse(user, breach):
    """A head or an administrator, of a breach they see and did not make themselves."""
    return user.has_right("reassign") and breach.owner_id != user.pk and is_over(user, breach.department_id)


def may_waive(user, signal):
    """A head or an administrator over the person's department of that day; nobody for themselves."""
    return user.has_right("reassign") and signal.user_id != user.pk and is_over(user, signal.department_id)


def may_explain(user, breach, asking=None):
    """Whose breach it is, where its department asks for explanations; `asking` spares a list the question."""
    if asking is None:
        asking = asking_departments()
    return breach.department_id in asking and user.is_active and breach.owner_id == user.pk


def asking_departments():
    """{ids} of departments where *More control* is open: only there breaches are explained and the system acts."""
    return set(Department.objects.under_more_control().values_list("pk", flat=True))


def may_set_aside(user):
    return user.has_right("configure")


def may_set_rules(user, department):
    """The administrator for all, a head for their department and those below."""
    if user.has_right("configure"):
        return True
    return department is not None and user.has_right("reassign") and is_over(user, department.pk)


def sets_rules(user):
    return user.has_right("configure") or (user.has_right("reassign") and leads_a_department(user))


def is_over(user, department_id):
    """The department's days lie within what this person's reports cover."""
    ids = user.department_ids_in(user.scope_of("report", "see"))
    return ids is None or department_id in ids


def leads_a_department(user):
    """Their page of the day is the department's."""
    return user.scope_of("report", "see") in (Scope.DEPARTMENT, Scope.BELOW, Scope.ALL)


def may_enter_absences(user):
    """Of somebody at all; of whom, `accounts.absences.may_enter` says."""
    return user.has_right("configure") or (user.has_right("reassign") and leads_a_department(user))

"""Where the control of the day is on, and whose days it takes in."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from accounts.models import Department, Membership, User
from accounts.scopes import Scope


def controlled_departments():
    """{id: (department, first date)}: its own date, else that of the nearest department above."""
    departments = {department.pk: department for department in Department.objects.live().select_related("head")}
    controlled = {}
    for department in departments.values():
        above = [departments.get(int(part)) for part in department.path.split("/") if part]
        first = next((one.judged_from for one in reversed(above) if one and one.judged_from), None)
        if first:
            controlled[department.pk] = (department, first)
    return controlled


def in_force_since(department, today):
    """The date from which its days are judged, if that has come; None before."""
    first = controlled_departments().get(department.pk, (department, None))[1]
    return first if first and first <= today else None


def memberships_since(departments, first):
    """Who belonged to these departments at any time since a date, with their roles."""
    since = datetime.combine(first - timedelta(days=1), time.min, tzinfo=UTC)
    rows = Membership.objects.filter(department__in=departments, to_at__gt=since).select_related("user__role")
    return [row for row in rows if is_judged(row.user)]


def is_judged(user):
    """Whoever works with deals is judged; who only looks at them is not."""
    return user.role.scope("deal", "edit") != Scope.NONE


def heads_of(department):
    """Who answers for a department: its head, else the nearest one above."""
    while department is not None:
        if department.head_id and department.head.is_active:
            return [department.head]
        department = department.parent
    return []


def former_people(at, departments=None):
    """{department id: those whose deals are the department's now}: they left, or may not work with deals. Of all departments by default."""
    members, people = Membership.objects.at(at), User.objects.filter(joined_at__lte=at).select_related("role")
    if departments is not None:
        members, people = members.filter(department__in=departments), people.filter(department__in=departments)
    present = set(members.values_list("user_id", "department_id"))
    former = defaultdict(list)
    for user in people:
        if (user.pk, user.department_id) not in present or not is_judged(user):
            former[user.department_id].append(user)
    return former

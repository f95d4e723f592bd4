"""Who answers for whom: the head of the person's department or the nearest above, never the person themselves."""

from accounts.models import Department


def heads_of(people):
    """{user id: head} by one query; nobody for whom no head can be found."""
    people = list(people)
    if not people:
        return {}
    departments = {one.pk: one for one in Department.objects.select_related("head__role", "head__department")}
    found = {}
    for person in people:
        department = departments.get(person.department_id)
        while department is not None:
            head = department.head
            if head and head.is_active and head.pk != person.pk:
                found[person.pk] = head
                break
            department = departments.get(department.parent_id)
    return found


def all_heads():
    """Everybody who leads a department, once each."""
    found = {one.head_id: one.head for one in Department.objects.live().select_related("head__role", "head__department") if one.head}
    return [head for head in found.values() if head.is_active]

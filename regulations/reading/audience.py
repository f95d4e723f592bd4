"""Who is asked to read: whoever works here and may see the handbook; of a section, those for whose position it is written."""

from accounts.models import User

from ..models import Regulation

READ = (Regulation.Genre.HANDBOOK, Regulation.Genre.STANDARD, Regulation.Genre.INSTRUCTION)
"""A checklist is worked through, not acknowledged."""


def readers(ids=None):
    """People who read, all or those with these ids. Whoever may change nothing at all only looks, and is not asked."""
    people = User.objects.people().active().with_rights()
    people = people if ids is None else people.by_ids(ids)
    return [person for person in people.order_by("pk") if reads(person)]


def reads(person):
    return (
        person.is_active
        and person.may("see", "regulation")
        and any(row.get("edit", "none") != "none" for row in person.role.matrix.values())
    )


def regulations_read():
    """The regulations in force that are to be acknowledged."""
    return Regulation.objects.in_force().filter(genre__in=READ)


def is_for(node, person):
    """Whether a section is written for this person's position; one that names none is for everybody."""
    return not node.audience or person.position_id in node.audience

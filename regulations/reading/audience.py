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


def positions_of(node):
    """Ids of the positions a section is written for in an edition; nothing is for everybody."""
    return getattr(node, "audience", None) or []


def is_required(node):
    return getattr(node, "required_reading", True)


def is_for(node, person):
    wanted = positions_of(node)
    return not wanted or person.position_id in wanted

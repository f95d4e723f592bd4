"""Where reading ends the pause before the next attempt: what acknowledges sections calls this."""

from .models import TestAssignment


def acknowledged(user, sections):
    """These sections (ids) were acknowledged by the person just now; with the last of those missed the pause ends."""
    for assignment in TestAssignment.objects.of(user).cooling_down():
        assignment.read_again(set(sections))

"""Whether the first steps of a new company have been made; looked up, never remembered."""

from .models import Invitation, Schedule, User


def has_colleagues(user):
    return User.objects.active().count() > 1 or Invitation.objects.exists()


def hours_are_set(user):
    """Somebody said when the company's day ends, be it the usual hour."""
    return Schedule.objects.of(None).exists()

"""Whether the first steps of a new company have been made; looked up, never remembered."""

from .models import Invitation, User


def has_colleagues(user):
    return User.objects.active().count() > 1 or Invitation.objects.exists()

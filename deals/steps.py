"""Whether the first steps with deals have been made; looked up, never remembered."""

from timeline.models import Entry

from .models import Deal


def has_deals(user):
    return Deal.objects.exists()


def funnel_is_known(user):
    """Somebody shaped a funnel, or works with it as it is."""
    return has_deals(user) or Entry.objects.filter(subject_kind="funnel").exists()

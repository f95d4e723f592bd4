"""What falls due in the handbook by itself: the end of a discussion, the day a document is looked through again."""

from datetime import timedelta

from django.db import transaction

from accounts.models import Workspace
from crm_project.lib import clock

from .models import BroughtFile, DiscussionRound, Regulation
from .notices import tell_of_review


def close_rounds():
    for found in DiscussionRound.objects.to_close(clock.now()).select_related("regulation"):
        found.close(by=None)


def remind_of_reviews():
    """Each owner is told once per date."""
    today = clock.today(Workspace.current().zone)
    for regulation in Regulation.objects.due_for_review(today):
        with transaction.atomic():
            regulation.review_told_on = today
            regulation.save(update_fields=["review_told_on"])
            tell_of_review(regulation)


def forget_brought_files():
    """Files nobody has said yes to within a day."""
    BroughtFile.objects.made_before(clock.now() - timedelta(days=1)).delete()

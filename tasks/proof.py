"""A meeting that was held proves that somebody talked to the client of a deal."""

from django.utils.translation import gettext as _

from crm_project.lib import formats
from deals.talk_proof import proof_of_talk

from .models import Task

MEETING = "meeting"


def meetings_of(of):
    """Done with the first result of the dictionary, «Held»: the others tell that it did not take place."""
    return [Task.objects.held(MEETING).filter(deal=of.pk).select_related("done_by").order_by("-done_at")]


def words_of(task):
    return _("Meeting of {day}, {who}").format(day=formats.day(task.done_at), who=task.done_by)


proof_of_talk(meetings_of, words_of)

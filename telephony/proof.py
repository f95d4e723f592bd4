"""Which calls prove that somebody talked to the client of a deal."""

from django.utils.translation import gettext as _

from crm_project.lib import formats
from deals.talk_proof import contacts_of, proof_of_talk

from .models import Call


def calls_of(of):
    """Answered ones that lasted: about the deal, about the lead it was, or with its people and about nothing else."""
    talks = Call.objects.answered().lasting(of.seconds).select_related("owner", "department").newest_first()
    free = talks.without_deal().since(of.created_at)
    return [
        talks.filter(deal=of.pk),
        talks.filter(lead__deal=of.pk),
        free.filter(contact=of.contact_id, contact__isnull=False),
        free.filter(contact__in=contacts_of(of)),
    ]


def words_of(call):
    day, length = formats.day(call.started_at), formats.talk(call.seconds)
    return _("Call of {day}, {length}, {who}").format(day=day, length=length, who=call.owner or call.department)


proof_of_talk(calls_of, words_of)

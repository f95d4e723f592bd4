"""Which calls prove that somebody talked to the client of a deal."""

from django.utils.translation import gettext as _

from crm_project.lib import formats
from deals.talk_proof import contacts_of, proof_of_talk

from .models import Call


def calls_of(of):
    """Answered ones that lasted: about the deal, about the lead it was, or with its people and about nothing else."""
    return _about(of, Call.objects.answered().lasting(of.seconds))


def _about(of, calls):
    talks = calls.select_related("owner", "department").newest_first()
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


def lack_of(of):
    """A talk was noted, but nobody can tell whether it was one: how long it took is not there, or it was too short."""
    found = [call for calls in _about(of, Call.objects.answered()) for call in calls[:1]]
    newest = max(found, key=lambda one: one.started_at, default=None)
    if newest is None or newest.seconds >= of.seconds:
        return ""
    facts = {"day": formats.day(newest.started_at), "least": formats.talk(of.seconds), "length": formats.talk(newest.seconds)}
    if not newest.seconds:
        return _("The call of {day} has no length: log it with how long you talked, at least {least}.").format(**facts)
    words = _("The call of {day} took {length}, a conversation takes at least {least}: call again, or note the talk you had.")
    return words.format(**facts)


proof_of_talk(calls_of, words_of, lack_of)

"""The segments of the clients that enquiries come from, by their exact phone or e-mail."""

from collections import defaultdict

from contacts.models import Company, Contact


def segments_of(leads):
    """{lead id: segment ids} by four queries at most, however many leads there are."""
    by_phone, by_email = defaultdict(set), defaultdict(set)
    phones, emails = {lead.phone for lead in leads} - {""}, {lead.email for lead in leads} - {""}
    for clients in (Contact.objects.live(), Company.objects.live()):
        if phones:
            _gather(by_phone, clients.filter(phones__e164__among=phones), "phones__e164")
        if emails:
            _gather(by_email, clients.filter(emails__address__among=emails), "emails__address")
    return {lead.pk: by_phone[lead.phone] | by_email[lead.email] for lead in leads}


def _gather(found, clients, name):
    for reached, segment in clients.filter(segments__isnull=False).values_list(name, "segments"):
        found[reached].add(segment)

"""Where an enquiry comes from on the map: what it says of its region, and what is known of the client."""

import re
from collections import defaultdict

from contacts.models import Address, Company, Contact
from crm_project.lib.text import sort_key

# «Город: Краснодар» in what was asked: answers of forms go there line by line.
_LINE = re.compile(
    r"^[^:\n]{0,40}\b(?:город|регион|область|край|район|насел[её]нный пункт|адрес|city|region|state|address|town)\b[^:\n]{0,40}:\s*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKS = ("region", "city", "utm_region", "utm_city")
_GROUPS = ("регион", "region", "географ", "geograph", "территор", "territor")


def regions_of(leads):
    """{lead id: the words of its region}, by four queries at most, however many leads there are."""
    said = {lead.pk: [*_LINE.findall(lead.comment), *(lead.utm.get(name, "") for name in _MARKS)] for lead in leads}
    of_phones, of_emails = (
        _known({lead.phone for lead in leads} - {""}, "phones__e164"),
        _known({lead.email for lead in leads} - {""}, "emails__address"),
    )
    return {lead.pk: sort_key("; ".join([*said[lead.pk], *of_phones[lead.phone], *of_emails[lead.email]])) for lead in leads}


def words_of_regions(text):
    """What an administrator wrote, word by word: «Краснодар, Адыгея»."""
    return [word for part in re.split(r"[,;\n]", text) if (word := sort_key(part))]


def _known(reached, name):
    """{phone or e-mail: addresses and segments of a region of whoever has it}"""
    found = defaultdict(list)
    for model in (Contact, Company) if reached else ():
        clients = model.objects.live().filter(**{f"{name}__among": reached})
        bearers = defaultdict(list)
        for pk, value in clients.values_list("pk", name):
            bearers[pk].append(value)
        if not bearers:
            continue
        lines = Address.objects.filter(**{f"{model.kind}__in": bearers}).values_list(model.kind, "text")
        told = [*lines, *_segments(model, bearers)]
        for pk, text in told:
            for value in bearers[pk]:
                found[value].append(text)
    return found


def _segments(model, bearers):
    """Segments that lie in a group of regions."""
    rows = model.segments.through.objects.filter(**{f"{model.kind}__in": bearers}, segment__group__isnull=False)
    named = rows.values_list(model.kind, "segment__name", "segment__group__name")
    return [(pk, name) for pk, name, group in named if any(word in group.casefold() for word in _GROUPS)]

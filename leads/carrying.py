"""What an enquiry said in its own fields goes along to the deal and to a new client, into fields of the same name and type."""

from fields.models import CustomField
from fields.values import is_empty


def carried(lead, entity, funnel=None):
    """{key: stored value}. A file stays with the lead, whose files the deal shows; nothing goes where more people would read it."""
    said = [one for one in CustomField.objects.of("lead") if one.type != "file" and not is_empty(lead.extra.get(one.code))]
    if not said:
        return {}
    fields = CustomField.objects.of(entity)
    places = {(one.label.casefold(), one.type): one for one in (fields.in_funnel(funnel) if funnel else fields)}
    found = {}
    for one in said:
        place, value = places.get((one.label.casefold(), one.type)), lead.extra[one.code]
        if place is not None and _keeps_the_secret(one, place) and _is_offered(place, value):
            found[place.key] = value
    return found


def _keeps_the_secret(source, place):
    if not source.is_limited:
        return True
    positions, roles = set(place.seen_by_positions), set(place.seen_by_roles)
    return place.is_limited and positions <= set(source.seen_by_positions) and roles <= set(source.seen_by_roles)


def _is_offered(place, value):
    if not place.has_options:
        return True
    return set(value if isinstance(value, list) else [value]) <= set(place.options)

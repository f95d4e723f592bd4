"""Which editions changed what a section asks for: an editorial one obliges nobody to read again."""

from collections import defaultdict

from django.apps import apps

from ..models import EditionNode


def substantive_editions(editions):
    """{section id: ids of the editions that changed it in substance, in order}; `editions` are the published ones in order.

    Where the changes of an edition are on record and say whether they are to be acknowledged, that counts; for an edition
    without a record every other version of a section is a change in substance, and so are its coming and going.
    """
    places = {edition.pk: place for place, edition in enumerate(editions)}
    recorded = _recorded(places)
    pairs = [(section, edition) for edition, changes in recorded.items() for section, asks in changes if asks]
    pairs += _by_versions(editions, [edition for edition in editions if edition.pk not in recorded])
    found = defaultdict(list)
    for section, edition in sorted(pairs, key=lambda pair: places[pair[1]]):
        found[section].append(edition)
    return found


def _recorded(editions):
    """{edition id: [(section id, whether it is to be acknowledged)]} of those whose changes are on record."""
    try:
        model = apps.get_model("regulations", "SectionChange")
    except LookupError:
        return {}
    found = defaultdict(list)
    for edition, section, asks in model.objects.filter(edition__in=editions).values_list("edition_id", "section_id", "requires_ack"):
        found[edition].append((section, asks))
    return found


def _by_versions(editions, wanted):
    """[(section id, edition id)] where a wanted edition holds another version than the one before it."""
    before = {edition.pk: editions[place - 1] if place else None for place, edition in enumerate(editions)}
    needed = {edition for one in wanted for edition in (one, before[one.pk]) if edition}
    nodes = defaultdict(dict)
    for edition, section, version in EditionNode.objects.filter(edition__in=needed).values_list("edition_id", "section_id", "version_id"):
        nodes[edition][section] = version
    found = []
    for edition in wanted:
        then, now = nodes[before[edition.pk].pk] if before[edition.pk] else {}, nodes[edition.pk]
        found += [(section, edition.pk) for section in {**then, **now} if then.get(section) != now.get(section)]
    return found

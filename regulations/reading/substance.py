"""Which editions changed what a section asks for: an editorial one obliges nobody to read again."""

from collections import defaultdict

from django.apps import apps


def substantive_editions(regulation, editions):
    """{section id: ids of the editions that changed it in substance, in order}.

    `editions` are the published ones in order. Where a change says of itself whether it is to be acknowledged, that counts;
    elsewhere every other version of a section is a change in substance, and so are its coming and going.
    """
    try:
        model = apps.get_model("regulations", "SectionChange")
    except LookupError:
        return _by_versions(regulation, editions)
    places = {edition.pk: place for place, edition in enumerate(editions)}
    rows = model.objects.filter(edition__in=places, requires_ack=True).values_list("section_id", "edition_id")
    found = defaultdict(list)
    for section, edition in sorted(rows, key=lambda row: places[row[1]]):
        found[section].append(edition)
    return found


def _by_versions(regulation, editions):
    from ..models import EditionNode

    rows = EditionNode.objects.filter(edition__in=editions).values_list("edition_id", "section_id", "version_id")
    nodes = defaultdict(dict)
    for edition, section, version in rows:
        nodes[edition][section] = version
    found, before = defaultdict(list), {}
    for edition in editions:
        now = nodes[edition.pk]
        for section in {**before, **now}:
            if before.get(section) != now.get(section):
                found[section].append(edition.pk)
        before = now
    return found

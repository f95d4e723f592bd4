"""Which editions changed what a section asks for: an editorial one obliges nobody to read again."""

from collections import defaultdict

from ..models import SectionChange


def substantive_editions(editions):
    """{section id: ids of the editions that changed it in substance, in order}; `editions` are the published ones in order."""
    places = {edition.pk: place for place, edition in enumerate(editions)}
    rows = SectionChange.objects.that_ask(places).values_list("section_id", "edition_id")
    found = defaultdict(list)
    for section, edition in sorted(rows, key=lambda pair: places[pair[1]]):
        found[section].append(edition)
    return found

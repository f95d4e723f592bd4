"""Where pictures of the screens stand in the handbook."""

import re
from collections import defaultdict

from ..book import index_in_force
from ..models import Edition, SectionText

_SHOT = re.compile(r"\{\{shot ([a-z0-9-]+)\}\}")


def sections_with_shots(language):
    """{key of a recipe: [Entry of a section in force]}; two queries."""
    texts = SectionText.objects.filter(version__nodes__edition__in=Edition.objects.in_force(), markdown__contains="{{shot ")
    entries = {entry.section_id: entry for entry in index_in_force(language).values()}
    found = defaultdict(dict)
    for section, markdown in texts.values_list("version__section_id", "markdown"):
        for key in _SHOT.findall(markdown):
            if section in entries:
                found[key][section] = entries[section]
    return {key: list(sections.values()) for key, sections in found.items()}

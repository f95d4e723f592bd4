"""One reading as its head looks at it."""

from django.utils.translation import get_language

from ..book import index_in_force


def person_readings(reading):
    """[(number and title, item)] of a reading, in the order of the document."""
    items = list(reading.items.select_related("section", "version").prefetch_related("version__texts"))
    language = get_language()
    entries = {entry.section_id: (place, entry.label) for place, entry in enumerate(index_in_force(language, reading.user).values())}
    named = [(entries.get(item.section_id, (len(entries), _title(item, language))), item) for item in items]
    return [(label, item) for (_place, label), item in sorted(named, key=lambda pair: pair[0])]


def _title(item, language):
    text = item.version.text_in(language) if item.version else None
    return text.title if text else item.section.code

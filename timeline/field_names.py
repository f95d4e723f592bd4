"""What fields are called in the reader's language; a protocol of changes keeps the word its author's language had that day."""

_known = {}


def name_fields(kind, labels):
    """Register the fields of a kind of record: {key: lazily translated label}. Fields of the company's own keep their word of the day."""
    _known.setdefault(kind, {}).update(labels)


def label_of(kind, change):
    """The label of one change of such a record, for whoever reads now."""
    return str(_known.get(kind, {}).get(change.get("key")) or change.get("label", ""))


def renamed(kind, changes):
    return [{**change, "label": label_of(kind, change)} for change in changes]

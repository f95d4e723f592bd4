"""A bounded look at what matched, and the best of it first: a common name has thousands of bearers."""

from crm_project.lib.text import sort_key

LOOK_AT = 40


def best(records, words, limit, text=lambda record: record.search_text):
    """Of the first matches of an index those whose name begins with the words, then those with a word that does.

    The database is not asked to sort: sorting thousands of bearers of one name would cost more than finding them.
    """
    wanted = sort_key(words)
    found = list(records.order_by()[:LOOK_AT])
    found.sort(key=lambda record: _place(text(record), wanted))
    return found[:limit]


def _place(text, wanted):
    if text.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in text else 2

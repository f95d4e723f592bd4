"""Whether a page gives a figure away, however it groups the digits; ids of records in addresses are never taken for it."""

import re

GROUPING = re.compile(r"(?<=\d)(?:&nbsp;|&#160;|[\s\u00a0\u202f,.'()-])+(?=\d)")
TAG = re.compile(r"<[^>]*>")
SHORTEST = 9


def gives_away(page, figure):
    """True when the digits of `figure`, too many to be the id of a record, stand anywhere in `page` (text or response)."""
    digits = re.sub(r"\D", "", str(figure))
    assert len(digits) >= SHORTEST, f"{digits} may as well be the id of a record"
    return digits in GROUPING.sub("", text_in(page))


def tells_year(page, year):
    """True when a reader of `page` sees `year` as a number of its own; what only stands inside tags is not read."""
    return re.search(rf"(?<!\d){year}(?!\d)", TAG.sub(" ", text_in(page))) is not None


def text_in(page):
    return page if isinstance(page, str) else page.content.decode()

"""Phones and e-mail addresses of a row, as typed and one by one; what is none is refused, never guessed."""

import re

from contacts.checking import is_email, is_phone
from contacts.phone_kinds import kind_of_title

from .target import BadRow, is_spoiled

_FEWEST_DIGITS = 5


def phones_of(row, key="phone"):
    return [line for line, _kind in labelled_phones_of(row, key)]


def labelled_phones_of(row, key="phone"):
    """[(number as typed, its kind)]: «Мобильный телефон» above a column says what its numbers are."""
    told = row.titled(key)
    # A comma within the spoiled number would part it.
    if told and (spoiled := next(filter(is_spoiled, [*row.each(key), *(line for _title, line in told)]), None)):
        raise BadRow(key, "spoiled", spoiled)
    lines = [(number, kind_of_title(title)) for title, line in told for number in (_told_apart(line) if "/" in line else [line])]
    for line, _kind in lines:
        if not is_phone(line):
            raise BadRow(key, "phone", line)
    return lines


def emails_of(row, key="email"):
    lines = [address for line in row.several(key) for address in line.split()]
    for line in lines:
        if not is_email(line):
            raise BadRow(key, "email", line)
    return lines


def _told_apart(line):
    """Two numbers with a slash between them are two; «…-67/68» is one as it is written."""
    parts = [part.strip() for part in line.split("/") if part.strip()]
    whole = all(len(re.sub(r"\D", "", part)) >= _FEWEST_DIGITS for part in parts)
    return parts if whole else [line]

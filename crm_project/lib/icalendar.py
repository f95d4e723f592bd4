"""Calendars as text (RFC 5545): lines of at most 75 octets, CRLF, escaped words. Pure functions."""

from datetime import UTC, date, datetime

_OCTETS = 75


def calendar(name, events, *, product="-//Ordo//Tasks//EN"):
    """`events`: lists of (property, value); a value of words is escaped by `words`, moments are written by `moment`."""
    head = [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", product), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    head += [("NAME", words(name)), ("X-WR-CALNAME", words(name)), ("REFRESH-INTERVAL;VALUE=DURATION", "PT15M")]
    body = [row for event in events for row in [("BEGIN", "VEVENT"), *event, ("END", "VEVENT")]]
    return "".join(folded(f"{name}:{value}") for name, value in [*head, *body, ("END", "VCALENDAR")])


def words(text):
    """Escaped text; control characters, which no reader expects, are left out."""
    text = str(text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(letter for letter in text if letter == "\n" or (letter >= " " and letter != "\x7f"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def moment(at):
    """An instant, in UTC, or a date: what stands after `DTSTART` with its parameter."""
    if isinstance(at, datetime):
        return "", f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if isinstance(at, date):
        return ";VALUE=DATE", f"{at:%Y%m%d}"
    raise TypeError(at)


def folded(line):
    """The line with CRLF, broken between characters so that no piece is longer than the readers allow."""
    pieces, piece, room = [], "", _OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _OCTETS - 1
        piece, room = piece + letter, room - size
    return "\r\n ".join([*pieces, piece]) + "\r\n"

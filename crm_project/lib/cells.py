"""Cells of foreign tables as values: sums, dates, yes and no. What cannot be read is refused, never guessed."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

_SPOILED = re.compile(r"^\d+(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
# A number with its currency before or after it; digits on both sides of a word are two numbers.
_MONEY = re.compile(r"[^\d\-−]*?([\-−]?)[^\d\-−]*?([.,]?\d[\d\s.,'’]*)[^\d]*")
_SPACES = re.compile(r"[\s'’]+")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_FIRST_SERIAL = datetime(1899, 12, 30)  # noqa: DTZ001  a day of a table has no zone
_SECONDS = 24 * 60 * 60
_PLAIN = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4})", re.ASCII)
_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d-%m-%Y"]
_CLOCKS = ["", " %H:%M", " %H:%M:%S", "T%H:%M:%S", "T%H:%M", " %I:%M %p", " %I:%M:%S %p"]


class BadCell(ValueError):
    """The cell cannot be read; `why` is a code: number, date, spoiled, year."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def as_text(cell):
    return "" if cell is None else str(cell).strip()


def as_decimal(cell):
    """A sum in either notation: 1 234,56 or 1,234.56, with or without a currency sign. Empty is None."""
    text = as_text(cell)
    if not text:
        return None
    if _SPOILED.match(text):
        raise BadCell("spoiled")
    found = _MONEY.fullmatch(text)
    if not found:
        raise BadCell("number")
    bare = found[1].replace("−", "-") + _SPACES.sub("", found[2]).rstrip(".,")
    if "," in bare and "." in bare:
        bare = bare.replace("," if bare.rfind(".") > bare.rfind(",") else ".", "")
    elif bare.count(",") > 1 or bare.count(".") > 1:
        bare = bare.replace(",", "").replace(".", "")
    try:
        return Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise BadCell("number") from None


def as_day(cell, order=""):
    """A date; `order` "md" reads 03/04 as March the fourth. Empty is None."""
    moment = _moment(cell, order)
    return moment.date() if isinstance(moment, datetime) else moment


def as_moment(cell, zone, order=""):
    """An aware moment: a bare date is its local noon, so that the date stays the same in every zone of the company."""
    value = _moment(cell, order)
    if value is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(12))
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def day_order(cells):
    """ "md" if a column of slashed dates only makes sense with the month first, else ""."""
    pairs = [re.match(r"^(\d{1,2})/(\d{1,2})/\d{4}", as_text(cell)) for cell in cells]
    pairs = [(int(pair[1]), int(pair[2])) for pair in pairs if pair]
    return "md" if any(second > 12 for _first, second in pairs) and all(first <= 12 for first, _second in pairs) else ""


def _moment(cell, order):
    if isinstance(cell, datetime | date):
        return _sane(cell)
    text = as_text(cell)
    if not text:
        return None
    if plain := _PLAIN.fullmatch(text):
        return _sane(_day_of(plain))
    if _SERIAL.fullmatch(text):
        return _sane(_of_serial(text))
    text = re.sub(r",?\s+", " ", text)
    for day in ["%m/%d/%Y", *_FORMATS] if order == "md" else _FORMATS:
        for clock in _CLOCKS:
            try:
                parsed = datetime.strptime(text.removesuffix("Z"), day + clock)  # noqa: DTZ007  the zone is the caller's
            except ValueError:
                continue
            return _sane(parsed if clock else parsed.date())
    try:
        return _sane(datetime.fromisoformat(text))
    except ValueError:
        raise BadCell("date") from None


def _of_serial(text):
    """What a spreadsheet keeps a date as: days since the end of 1899, the time of day behind the point."""
    moment = _FIRST_SERIAL + timedelta(seconds=round(float(text.replace(",", ".")) * _SECONDS))
    return moment if moment.time() != time(0) else moment.date()


def _day_of(plain):
    """The two usual ways to write a day, without trying them all."""
    year, month, day = (int(part) for part in (plain.group(1, 2, 3) if plain[1] else plain.group(6, 5, 4)))
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell("date") from None


def _sane(value):
    if not 1900 <= value.year <= 2100:
        raise BadCell("year")
    return value

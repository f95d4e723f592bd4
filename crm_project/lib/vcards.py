"""Cards of an address book (vCard 2.1, 3.0, 4.0) as rows of a table: one card, one row, its numbers under one another."""

import quopri
import re
from collections import defaultdict
from datetime import date

from django.utils.translation import gettext, pgettext

_QUOTED_PRINTABLE = re.compile(rb";(?:ENCODING=)?QUOTED-PRINTABLE(?:;|$)", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=\"?([\w.-]+)", re.IGNORECASE)
_SEMICOLON = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?")
_PICTURES = {"PHOTO", "LOGO", "SOUND"}
_SYSTEMS = {"X-TELEGRAM": "telegram", "X-WHATSAPP": "whatsapp", "telegram": "telegram", "tg": "telegram", "whatsapp": "whatsapp"}
_LONGEST_CARD = 20 * 1024 * 1024
PHOTO, ODD_BIRTHDAY = 13, 14


def head():
    """Titles of the columns, in the reader's language."""
    names = [gettext("Last name"), gettext("First name"), gettext("Patronymic"), pgettext("person", "Name"), gettext("Company")]
    names += [gettext("Role in the company"), gettext("Phone"), gettext("E-mail"), "Telegram", "WhatsApp", gettext("Birthday")]
    names += [gettext("Address"), gettext("About"), gettext("Photo"), gettext("Birthday as it is written"), gettext("Site")]
    return [*names, gettext("Groups"), gettext("Number in the old system")]


def rows(path, encoding):
    """Lists of cells under the titles of `head`. Raises ValueError for a card without end."""
    card, size = None, 0
    for name, parameters, value in _properties(_unfolded(_lines(path, encoding))):
        size += len(value)
        if size > _LONGEST_CARD:
            raise ValueError
        if name == "BEGIN":
            card, size = defaultdict(list), 0
        elif name == "END":
            if card:
                yield _row(card)
            card = None
        elif card is not None:
            card[name].append((parameters, value))
    if card:
        yield _row(card)


def _lines(path, encoding):
    """Lines as bytes: a card may change its letters with every property."""
    if encoding.startswith("utf-16"):
        with path.open(encoding=encoding, errors="replace") as file:
            yield from (line.lstrip("\ufeff").rstrip("\n").encode() for line in file)
    else:
        with path.open("rb") as file:
            yield from (line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf") for line in file)


def _unfolded(lines):
    """Whole properties. A soft break «=» ends a line of quoted-printable only, also in the middle of a letter."""
    pieces, is_soft = [], False
    for line in lines:
        if is_soft or (line[:1] in b" \t" and line and pieces):
            pieces.append(line if is_soft else line[1:])
        else:
            yield b"".join(pieces)
            pieces, is_quoted = [line], bool(_QUOTED_PRINTABLE.search(line.split(b":", 1)[0]))
        is_soft = bool(pieces) and is_quoted and pieces[-1].endswith(b"=")
        if is_soft:
            pieces[-1] = pieces[-1][:-1]
    yield b"".join(pieces)


def _properties(lines):
    """(NAME, parameters, text) of each property; the group before its name is dropped."""
    for line in lines:
        before, colon, value = _split_at_colon(line)
        if not colon:
            continue
        parameters = before.decode("utf-8", "replace")
        name = parameters.split(";", 1)[0].rsplit(".", 1)[-1].strip().upper()
        if name in _PICTURES:
            yield name, "", "1"
            continue
        if _QUOTED_PRINTABLE.search(before):
            value = quopri.decodestring(value)
        yield name, parameters.upper(), _text(value, _CHARSET.search(parameters))


def _split_at_colon(line):
    """At the first colon that stands outside of quotation marks."""
    place = line.find(b":")
    while place >= 0 and line.count(b'"', 0, place) % 2:
        place = line.find(b":", place + 1)
    return (line, b"", b"") if place < 0 else (line[:place], b":", line[place + 1 :])


def _text(value, charset):
    for encoding in ([charset[1]] if charset else []) + ["utf-8"]:
        try:
            return value.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return value.decode("cp1251", "replace")


def _plain(text):
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _parts(text):
    return [_plain(part) for part in _SEMICOLON.split(text)]


def _row(card):
    def texts(name):
        return [_plain(value) for _parameters, value in card[name] if value.strip()]

    def first(name):
        return next(iter(texts(name)), "")

    last, given, middle = [*_parts(card["N"][0][1] if card["N"] else ""), "", "", ""][:3]
    birthday = first("BDAY")
    day = _day(birthday)
    addresses = [", ".join(part for part in _parts(value) if part) for _parameters, value in card["ADR"]]
    company = _parts(card["ORG"][0][1])[0] if card["ORG"] else ""
    whole = "" if last or given else first("FN") or first("NICKNAME")
    cells = [last, given, middle, whole, company, first("TITLE") or first("ROLE")]
    cells += ["\n".join(_phones(card["TEL"])), "\n".join(text.removeprefix("mailto:") for text in texts("EMAIL"))]
    cells += [_handle(card, "telegram"), _handle(card, "whatsapp"), day or "", "\n".join(filter(None, addresses))]
    cells += ["\n".join(texts("NOTE")), *(["1"] if any(card[name] for name in _PICTURES) else [""])]
    return [*cells, "" if day else birthday, first("URL"), first("CATEGORIES"), first("UID")[:120]]


def _phones(lines):
    """Numbers, the preferred one first; of an address «tel:…;ext=102» the number and its extension."""
    preferred = sorted(lines, key=lambda line: "PREF" not in line[0])
    for _parameters, value in preferred:
        number, _semicolon, rest = _plain(value).removeprefix("tel:").partition(";")
        extension = re.search(r"ext=(\d{1,6})", rest)
        if number.strip():
            yield f"{number.strip()} доб. {extension[1]}" if extension else number.strip()


def _handle(card, system):
    for name in [key for key, known in _SYSTEMS.items() if known == system and key.startswith("X-")]:
        if card[name]:
            return _plain(card[name][0][1])
    for _parameters, value in card["IMPP"]:
        scheme, colon, handle = _plain(value).partition(":")
        if colon and _SYSTEMS.get(scheme.lower()) == system:
            return handle
    return ""


def _day(text):
    """A whole date as it stands in tables, or nothing: a birthday without its year is no date."""
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""

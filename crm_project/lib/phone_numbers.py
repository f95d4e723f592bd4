"""Phones in any notation to E.164 and back to what people read."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

_EXTENSION = re.compile(
    r"[\s,;(]*(?:доб(?:авочный)?|внутр(?:енний)?|вн|ext(?:ension)?|x|#|,|;)\.?\s*[:№#]?\s*(\d{1,6})\s*\)?\s*$", re.IGNORECASE
)
_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SEVERAL = re.compile(r"[;\n/]|,(?!\s*\d{1,6}\s*$)")
# Russian and Kazakh numbers of the usual length, which the library would tell the same, ten times slower.
_PLAIN = re.compile(r"\+7[3479]\d{9}")
_SHORTEST, _SHORT = 7, range(3, 7)


@dataclass(frozen=True)
class Phone:
    """`e164` like +79123456789 (empty when the text is no phone), `extension` digits, `typed` as it was."""

    e164: str
    extension: str
    typed: str


def parse(typed, region="RU", city_code=""):
    """Read one phone. A Russian 8-prefix is understood; `city_code` completes short local numbers."""
    typed = str(typed).strip()
    text = _HYPHENS.sub("-", unicodedata.normalize("NFKC", typed))
    text, extension = _cut_extension(text)
    digits = re.sub(r"\D", "", text)
    candidate = _international(text, digits, region, city_code)
    if not candidate:
        return Phone("", extension, typed)
    if _PLAIN.fullmatch(candidate):
        return Phone(candidate, extension, typed)
    try:
        number = phonenumbers.parse(candidate, region)
    except phonenumbers.NumberParseException:
        return Phone("", extension, typed)
    if not phonenumbers.is_possible_number(number):
        return Phone("", extension, typed)
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), extension, typed)


def parse_many(typed, region="RU", city_code=""):
    """Several phones in one cell, split by ; , / or a new line; what is not a phone is kept as typed."""
    parts = [part.strip() for part in _SEVERAL.split(str(typed)) if part.strip()]
    return [parse(part, region, city_code) for part in parts]


def shown(e164):
    """+7 918 442-19-06: how a stored number is written on the screen."""
    if re.fullmatch(r"\+7\d{10}", e164 or ""):
        return f"+7 {e164[2:5]} {e164[5:8]}-{e164[8:10]}-{e164[10:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164


def looks_like_phone(text):
    """Digits with the usual signs between them, perhaps an extension, and nothing else: a number or a part of one."""
    text = without_extension(str(text))
    return bool(re.fullmatch(r"\+?[\d\s().\-]{4,}", text.strip())) and sum(c.isdecimal() for c in text) >= 4


def part_of_number(typed):
    """The digits by which a part of a number is found within whole ones: the 7 or 8 of the country is left out."""
    digits = re.sub(r"\D", "", without_extension(typed))
    return digits[1:] if len(digits) > 5 and digits[0] in "78" else digits


def without_extension(text):
    return _cut_extension(_HYPHENS.sub("-", unicodedata.normalize("NFKC", text)))[0]


def _cut_extension(text):
    found = _EXTENSION.search(text)
    rest = text[: found.start()] if found else text
    # An area code in brackets or a bare local number is no extension: seven digits must remain before it.
    if not found or len(re.sub(r"\D", "", rest)) < _SHORTEST:
        return text, ""
    return rest.rstrip(" ,;("), found.group(1)


def _international(text, digits, region, city_code):
    """The digits with +country in front where we know better than the library, or the text as it is; empty for no phone."""
    if text.lstrip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("810") and len(digits) > 11:
        return f"+{digits[3:]}"
    if region == "RU" and len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    if region == "RU" and len(digits) == 10 and digits[0] in "3489":
        return f"+7{digits}"
    if city_code and 5 <= len(digits) <= 7 and len(digits) + len(city_code) == 10:
        return f"+7{city_code}{digits}"
    if len(digits) in _SHORT:
        return ""
    return f"+{digits}" if len(digits) >= 11 and digits[0] not in "08" else text

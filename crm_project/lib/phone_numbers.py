"""Phones in any notation to E.164 and back to what people read."""

import re
from dataclasses import dataclass

import phonenumbers

_EXTENSION = re.compile(r"(?:доб(?:авочный)?|ext|x|вн)\.?\s*[:№#]?\s*(\d{1,6})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Phone:
    """`e164` like +79123456789 (empty when the text is no phone), `extension` digits, `typed` as it was."""

    e164: str
    extension: str
    typed: str


def parse(typed, region="RU", city_code=""):
    """Read one phone. A Russian 8-prefix is understood; `city_code` completes short local numbers."""
    text = str(typed).strip()
    found = _EXTENSION.search(text)
    extension = found.group(1) if found else ""
    if found:
        text = text[: found.start()].rstrip(" ,;(")
    digits = re.sub(r"\D", "", text)
    if city_code and not text.startswith("+") and 5 <= len(digits) <= 7 and len(digits) + len(city_code) == 10:
        text = f"+7{city_code}{digits}"
    elif region == "RU" and len(digits) == 11 and digits[0] in "78":
        text = f"+7{digits[1:]}"
    elif len(digits) >= 11 and not text.startswith("+") and not digits.startswith(("8", "00")):
        text = f"+{digits}"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return Phone("", extension, str(typed).strip())
    if not phonenumbers.is_possible_number(number):
        return Phone("", extension, str(typed).strip())
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, extension, str(typed).strip())


def shown(e164):
    """+7 918 442-19-06: how a stored number is written on the screen."""
    if re.fullmatch(r"\+7\d{10}", e164 or ""):
        return f"+7 {e164[2:5]} {e164[5:8]}-{e164[8:10]}-{e164[10:]}"
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164

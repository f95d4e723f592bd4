"""What a value of a client must be like: one answer for the form of a page and for a row of a foreign table."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from crm_project.lib import clock, requisites
from crm_project.lib.phone_numbers import parse

_FEWEST_DIGITS = 3
_DIGIT = re.compile(r"\d")
_is_address = URLValidator(schemes=["http", "https"])


def is_phone(line):
    return len(_DIGIT.findall(line)) >= _FEWEST_DIGITS or bool(parse(line, city_code="000").e164)


def is_email(line):
    try:
        validate_email(line.strip())
    except ValidationError:
        return False
    return len(line.strip()) <= 250


def is_past_day(day):
    """A birthday lies in the past, after 1900."""
    return clock.is_valid_date(day) and day <= clock.local_today()


def site_of(line):
    """The address of a site with its scheme, or None where it is no address."""
    address = line if "://" in line else f"https://{line}"
    try:
        _is_address(address)
    except ValidationError:
        return None
    return address if len(address) <= 250 else None


def wrong_requisite(inn, kpp, ogrn, *, doubts=True):
    """(key, code) of the first legal id that is wrong; `doubts`: a check digit that does not fit counts as well."""
    if not inn and not kpp and not ogrn:
        return None
    if requisites.wrong_inn(inn):
        return "inn", "inn"
    if requisites.wrong_kpp(kpp, inn):
        return "kpp", "kpp_of_a_person" if len(inn) == 12 else "kpp"
    if requisites.wrong_ogrn(ogrn):
        return "ogrn", "ogrn"
    if doubts and requisites.doubtful_inn(inn):
        return "inn", "inn_digit"
    if doubts and requisites.doubtful_ogrn(ogrn):
        return "ogrn", "ogrn_digit"
    return None

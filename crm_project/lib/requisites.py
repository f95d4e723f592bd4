"""Legal ids and bank details of Russian organisations: each check answers a sentence for the person who typed, or nothing.

A wrong length or letter is refused; a wrong check digit only warns, since foreign and test companies exist.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from stdnum.ru import inn as stdnum_inn
from stdnum.ru import ogrn as stdnum_ogrn

_KPP = re.compile(r"^\d{4}[\dA-Z]{2}\d{3}$")
_WEIGHTS = (7, 1, 3)


def digits_of(value):
    """Digits as typed with spaces and dashes; letters stay, so that they are seen as wrong."""
    return re.sub(r"[\s\-]", "", str(value or "")).upper()


def wrong_inn(value):
    return _wrong_digits(_("INN"), value, (10, 12))


def wrong_kpp(value, inn=""):
    if not value:
        return ""
    if len(inn) == 12:
        return _("KPP: an entrepreneur with an INN of 12 digits has none.")
    if len(value) != 9:
        return _("KPP: %(needed)s characters are needed, here are %(n)s.") % {"needed": 9, "n": len(value)}
    if not _KPP.match(value) or _is_empty_number(value):
        return _("KPP: this is no KPP; it reads like 231201001.")
    return ""


def wrong_ogrn(value):
    return _wrong_digits(_("OGRN"), value, (13, 15))


def wrong_bik(value):
    if problem := _wrong_digits(_("BIK"), value, (9,)):
        return problem
    return _("BIK: a Russian one begins with 04.") if value and not value.startswith("04") else ""


def wrong_account(value):
    return _wrong_digits(_("Account"), value, (20,))


def doubtful_inn(value):
    return _("INN: the check digit does not fit. Is it typed right?") if value and not stdnum_inn.is_valid(value) else ""


def doubtful_ogrn(value):
    return _("OGRN: the check digit does not fit. Is it typed right?") if value and not stdnum_ogrn.is_valid(value) else ""


def doubtful_account(account, bik):
    """The key of an account is a sum over the last three digits of the BIK and the account."""
    if not account or not bik:
        return ""
    # Correspondent accounts (301…) are keyed by the region of the BIK, others by the bank.
    prefix = f"0{bik[4:6]}" if account.startswith("301") else bik[-3:]
    total = sum(int(digit) * _WEIGHTS[place % 3] for place, digit in enumerate(prefix + account))
    return _("Account: it does not fit this BIK. Is it typed right?") if total % 10 else ""


def _wrong_digits(name, value, lengths):
    if not value:
        return ""
    if not value.isascii() or not value.isdecimal():
        return _("%(name)s: only digits are written here.") % {"name": name}
    if len(value) not in lengths:
        needed = _(" or ").join(str(length) for length in lengths)
        words = ngettext(
            "%(name)s: %(needed)s digits are needed, here is %(n)s.", "%(name)s: %(needed)s digits are needed, here are %(n)s.", len(value)
        )
        return words % {"name": name, "needed": needed, "n": len(value)}
    if _is_empty_number(value):
        return _("%(name)s: the same digit all over is no number.") % {"name": name}
    return ""


def _is_empty_number(value):
    return len(set(value)) == 1

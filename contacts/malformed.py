"""The checks of formats in the words of the database, so that a base of any size is looked through by an index.

They say the same as `checking.py` and `lib/requisites.py` say to whoever types; a test holds both together.
"""

from django.db.models import BooleanField, Func, Q

_WEIGHTS = {
    10: [(10, (2, 4, 10, 3, 5, 9, 4, 6, 8))],
    12: [(11, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)), (12, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))],
}
_EMAIL = r"^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:].]{2,}$"


def is_malformed(column):
    """No letter can be sent there."""
    return ~Q(**{f"{column}__regex": _EMAIL})


def _digit(place):
    return f"substr(%(expressions)s, {place}, 1)::int"


def _does_not_fit(check, weights):
    total = " + ".join(f"{weight} * {_digit(place)}" for place, weight in enumerate(weights, start=1))
    return f"mod(mod({total}, 11), 10) <> {_digit(check)}"


def _wrong_sum(length):
    return "(" + " OR ".join(_does_not_fit(check, weights) for check, weights in _WEIGHTS[length]) + ")"


class WrongInn(Func):
    """An INN that is there and cannot be one: its length, its letters, one digit all over, the check digit."""

    arity = 1
    output_field = BooleanField()
    template = (
        "(CASE WHEN %(expressions)s = '' THEN FALSE"
        " WHEN %(expressions)s !~ '^([0-9]{10}|[0-9]{12})$' OR %(expressions)s ~ '^(.)\\1+$' THEN TRUE"
        f" WHEN length(%(expressions)s) = 10 THEN {_wrong_sum(10)} ELSE {_wrong_sum(12)} END)"
    )

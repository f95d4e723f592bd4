"""How much of an item an answer is worth: exact fractions from 0 to 1. Pure functions; nothing here asks the database.

Ticking everything earns nothing, one of two right options earns a half, and an order is worth what its pairs are worth.
"""

from fractions import Fraction
from itertools import combinations
from math import comb, factorial

ZERO, ONE = Fraction(0), Fraction(1)


def score(kind, payload, response, *, strict=False):
    """The share of the points an answer earns; None where only a person can say. `strict` gives all or nothing.

    `response` is as `answers.py` keeps it, or None for no answer.
    """
    if kind == "text":
        return None if response else ZERO
    if not response:
        return ZERO
    share = _SCORES[kind](payload, response)
    return share if share == ONE or not (strict or payload.get("all_or_nothing")) else ZERO


def guessed(kind, payload, *, strict=False):
    """The share somebody who only guesses earns on average."""
    return _GUESSES[kind](payload, strict or payload.get("all_or_nothing", False))


def percent(earned, most):
    """Unrounded, as a fraction of a hundred; nothing to earn is nothing earned."""
    return Fraction(earned) * 100 / Fraction(most) if most else ZERO


# -- kinds -------------------------------------------------------------------------


def _one(payload, response):
    return Fraction(response["sel"] == right_of(payload))


def _several(payload, response):
    right = set(right_of(payload))
    return _ticked(len(right), len(payload["options"]) - len(right), *_hits(right, set(response["sel"])))


def _hits(right, chosen):
    return len(chosen & right), len(chosen - right)


def _ticked(right, wrong, hits, misses):
    return max(ZERO, Fraction(hits, right) - Fraction(misses, min(right, wrong)))


def _truth(payload, response):
    return Fraction(response["sel"] == ["true" if payload["value"] else "false"])


def _order(payload, response):
    place = {item["id"]: number for number, item in enumerate(payload["items"])}
    return in_order([place[pk] for pk in response["order"]])


def in_order(places):
    """What a sequence of places is worth: the pairs in their right order, cut at zero where half of them are."""
    pairs = list(combinations(places, 2))
    return max(ZERO, Fraction(2 * sum(first < second for first, second in pairs), len(pairs)) - 1)


def _match(payload, response):
    return matched(sum(response.get(left) == right for left, right in payload["pairs"].items()), len(payload["pairs"]))


def matched(right, number):
    """One hit is what chance brings, so it earns nothing."""
    return max(ZERO, Fraction(right - 1, number - 1))


def _number(payload, response):
    return Fraction(abs(Fraction(response["v"]) - Fraction(payload["value"])) <= Fraction(payload["tolerance"]))


def right_of(payload):
    """Ids of the right options, in the order they were written."""
    return [option["id"] for option in payload["options"] if option["right"]]


def _task(payload, response):
    """Every check holds: `unmet` are those that did not when the attempt ended, None where nobody has looked."""
    return Fraction(response.get("unmet") == [])


_SCORES = {
    "single": _one,
    "hotspot": _one,
    "multiple": _several,
    "truefalse": _truth,
    "order": _order,
    "match": _match,
    "number": _number,
    "task": _task,
}


# -- what a guesser earns --------------------------------------------------------------


def _guess_several(payload, strict):
    right = len(right_of(payload))
    wrong = len(payload["options"]) - right
    if strict:
        return Fraction(1, 2 ** (right + wrong))
    worth = sum(
        comb(right, hits) * comb(wrong, misses) * _ticked(right, wrong, hits, misses)
        for hits in range(right + 1)
        for misses in range(wrong + 1)
    )
    return Fraction(worth) / 2 ** (right + wrong)


def _guess_order(payload, strict):
    number = len(payload["items"])
    if strict:
        return Fraction(1, factorial(number))
    most = number * (number - 1) // 2
    worth = sum(ways * max(ZERO, 1 - Fraction(2 * turned, most)) for turned, ways in enumerate(_turned_pairs(number)))
    return Fraction(worth) / factorial(number)


def _turned_pairs(number):
    """How many orders of so many items have 0, 1, 2… pairs the wrong way round."""
    ways = [1]
    for size in range(2, number + 1):
        wider = [0] * (len(ways) + size - 1)
        for turned, count in enumerate(ways):
            for more in range(size):
                wider[turned + more] += count
        ways = wider
    return ways


def _guess_match(payload, strict):
    """Each left side gets a right side of its own, as careful guessers do."""
    number, offered = len(payload["pairs"]), len(payload["right"])
    worth = {right: ONE if right == number else ZERO if strict else matched(right, number) for right in range(number + 1)}
    if len(set(payload["pairs"].values())) < number:
        chance = Fraction(1, offered)
        return sum((comb(number, k) * chance**k * (1 - chance) ** (number - k) * worth[k] for k in worth), ZERO)
    ways = {right: comb(number, right) * _all_wrong(number - right, offered - right) for right in worth}
    return sum((ways[right] * worth[right] for right in worth), ZERO) / Fraction(factorial(offered), factorial(offered - number))


def _all_wrong(number, offered):
    """In how many ways so many left sides get different ones of the offered right sides, none its own."""
    return sum((-1) ** k * comb(number, k) * factorial(offered - k) // factorial(offered - number) for k in range(number + 1))


_GUESSES = {
    "single": lambda payload, strict: Fraction(1, len(payload["options"])),
    "hotspot": lambda payload, strict: Fraction(1, len(payload["options"])),
    "multiple": _guess_several,
    "truefalse": lambda payload, strict: Fraction(1, 2),
    "order": _guess_order,
    "match": _guess_match,
    "number": lambda payload, strict: ZERO,
    "text": lambda payload, strict: ZERO,
    "task": lambda payload, strict: ZERO,
}

"""An answer on its way: the face of a question without its key, what a form sent, and how an answer reads.

`face` is all of an item that leaves the server before the feedback policy allows more (I-14): no key, weight or explanation.
"""

import random
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from crm_project.lib.text import clean

from .hotspots import numbers_of
from .payloads import LONGEST_TEXT, read_number, said
from .refusals import BadAnswer, TooLong
from .scoring import right_of


@dataclass(frozen=True)
class Face:
    """What the person sees: `options` and `right` are (id, text) in the order drawn for them."""

    kind: str
    stem: str
    options: list = field(default_factory=list)
    right: list = field(default_factory=list)
    count: int = 0
    unit: str = ""
    min_chars: int = 0

    @property
    def unit_is_sign(self):
        return is_sign(self.unit)


def drawn_order(kind, payload, luck: random.Random):
    """The order in which the options are shown in one attempt; that of an order question is never the right one."""
    ids = [one["id"] for one in payload.get(_SHUFFLED.get(kind, ""), [])]
    if payload.get("keep_order"):
        return ids
    shuffled = luck.sample(ids, len(ids))
    if kind == "order":
        while shuffled == ids:
            shuffled = luck.sample(ids, len(ids))
    return shuffled


_SHUFFLED = {"single": "options", "multiple": "options", "hotspot": "options", "order": "items", "match": "right"}


def face(kind, stem, payload, order, language):
    """The question as it is shown, its options in the order drawn."""
    words = said(stem, language)
    if kind == "truefalse":
        return Face(kind, words, [("true", _("True")), ("false", _("False"))])
    if kind == "number":
        return Face(kind, words, unit=said(payload["unit"], language))
    if kind == "task":
        return Face(kind, words)
    if kind == "text":
        return Face(kind, words, min_chars=payload["min_chars"])
    texts = {one["id"]: said(_texts(one), language) for one in payload[_SHUFFLED[kind]]}
    shown = [(pk, texts[pk]) for pk in order]
    if kind == "match":
        return Face(kind, words, [(one["id"], said(_texts(one), language)) for one in payload["left"]], shown)
    count = len(right_of(payload)) if kind == "multiple" and payload["tell_count"] else 0
    return Face(kind, words, shown, count=count)


def read(kind, payload, data):
    """The answer in a posted form, as it is kept: None for none, BadAnswer for what the question does not offer."""
    found = _READERS[kind](payload, data)
    return found or None


def _read_choice(payload, data):
    chosen, known = data.getlist("sel"), {one["id"] for one in payload["options"]}
    _known(chosen, known)
    return {"sel": sorted(set(chosen))} if chosen else None


def _read_one(payload, data):
    answer = _read_choice(payload, data)
    if answer and len(answer["sel"]) > 1:
        raise BadAnswer
    return answer


def _read_truth(payload, data):
    chosen = data.getlist("sel")
    _known(chosen, {"true", "false"})
    if len(chosen) > 1:
        raise BadAnswer
    return {"sel": chosen} if chosen else None


def _read_order(payload, data):
    order, known = data.getlist("order"), {one["id"] for one in payload["items"]}
    if not order:
        return None
    if len(order) != len(known) or set(order) != known:
        raise BadAnswer
    return {"order": moved(order, data.get("up"), -1) if data.get("up") else moved(order, data.get("down"), 1)}


def moved(order, pk, step):
    """The order with one item a place up (-1) or down (1); at the end it stays."""
    if pk not in order:
        return order
    place = order.index(pk)
    other = place + step
    if 0 <= other < len(order):
        order = list(order)
        order[place], order[other] = order[other], order[place]
    return order


def _read_match(payload, data):
    known = {one["id"] for one in payload["right"]}
    answer = {one["id"]: data.get(f"m-{one['id']}", "") for one in payload["left"]}
    answer = {left: right for left, right in answer.items() if right}
    _known(answer.values(), known)
    return answer


def _read_number(payload, data):
    typed = data.get("v", "").strip()
    if not typed:
        return None
    value = read_number(typed)
    if value is None:
        raise BadAnswer
    return {"v": value}


def _read_text(payload, data):
    text = clean(data.get("t", ""))
    if len(text) > LONGEST_TEXT:
        raise TooLong(len(text), LONGEST_TEXT)
    return {"t": text} if text else None


def _known(given, known):
    if set(given) - known:
        raise BadAnswer


_READERS = {
    "single": _read_one,
    "multiple": _read_choice,
    "truefalse": _read_truth,
    "order": _read_order,
    "match": _read_match,
    "number": _read_number,
    "text": _read_text,
    "hotspot": _read_one,
}


# -- in words ----------------------------------------------------------------------


def told(kind, payload, response, language):
    """An answer as lines of text; no lines for no answer."""
    return _TELLERS[kind](payload, response, language) if response else []


def key_of(kind, payload):
    """The right answer as a response; None where a person says what is right."""
    if kind in ("single", "multiple", "hotspot"):
        return {"sel": right_of(payload)}
    if kind == "truefalse":
        return {"sel": ["true" if payload["value"] else "false"]}
    if kind == "order":
        return {"order": [one["id"] for one in payload["items"]]}
    if kind == "match":
        return payload["pairs"]
    return {"v": payload["value"]} if kind == "number" else None


def _tell_choice(payload, response, language):
    return [said(_texts(one), language) for one in payload["options"] if one["id"] in response["sel"]]


def _tell_spot(payload, response, language):
    numbers = numbers_of(payload)
    chosen = [one for one in payload["options"] if one["id"] in response["sel"]]
    return [f"{numbers[one['id']]}. {said(_texts(one), language)}" if numbers else said(_texts(one), language) for one in chosen]


def _tell_order(payload, response, language):
    texts = {one["id"]: said(_texts(one), language) for one in payload["items"]}
    return [f"{place}. {texts[pk]}" for place, pk in enumerate(response["order"], start=1) if pk in texts]


def _tell_match(payload, response, language):
    right = {one["id"]: said(_texts(one), language) for one in payload["right"]}
    return [f"{said(_texts(one), language)} → {right.get(response.get(one['id']), '—')}" for one in payload["left"]]


def is_sign(unit):
    """Whether a unit is written right behind any number: «%», «₽», nothing. A word has one form, which fits few numbers."""
    return not any(letter.isalpha() for letter in unit)


def _tell_number(payload, response, language):
    value = Fraction(response["v"])
    shown = str(value.numerator) if value.denominator == 1 else response["v"]
    unit = said(payload["unit"], language)
    return [(f"{shown} {unit}" if is_sign(unit) else f"{shown} · {unit}").strip()]


def _tell_task(payload, response, language):
    """What was missing in the end."""
    unmet = response.get("unmet") or []
    return [said(check["miss"], language) for check in payload["checks"] if check["id"] in unmet]


_TELLERS = {
    "single": _tell_choice,
    "multiple": _tell_choice,
    "truefalse": lambda payload, response, language: [_("True") if response["sel"] == ["true"] else _("False")],
    "order": _tell_order,
    "match": _tell_match,
    "number": _tell_number,
    "text": lambda payload, response, language: [response["t"]],
    "task": lambda payload, response, language: _tell_task(payload, response, language),
    "hotspot": _tell_spot,
}


def _texts(record):
    return {language: record[language] for language in ("ru", "en") if language in record}

"""What a question is made of, by type: checked once when it is written, never again.

Texts are {"ru": …, "en": …}, at least one of them. Ids of options are made anew at every writing, at random, so that neither an id nor
a place tells which option the author wrote first.
"""

import secrets
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from regulations.shots.recipes import recipes

from .hotspots import options_of
from .practice.spec import checked_spec
from .refusals import Unsound
from .texts import LANGUAGES, flat, read_number, said, words

__all__ = ["FAULTS", "LANGUAGES", "LONGEST_TEXT", "checked", "new_id", "read_number", "said", "words"]

LONGEST_OPTION, LONGEST_TEXT = 500, 2000
MOST_OPTIONS = 12
MOST_FEWEST = 500

FAULTS = {
    "kind": _("There is no such type of question."),
    "stem": _("Write the question."),
    "language": _("Every text stands in the languages of the question: something is missing."),
    "few_options": _("At least two answers are needed."),
    "many_options": _("Twelve answers are the most."),
    "no_right": _("Say which answer is right."),
    "one_right": _("Exactly one answer is right here; for several choose the other type."),
    "all_right": _("At least one answer must be wrong."),
    "few_items": _("At least three items are needed to be put in order."),
    "few_pairs": _("At least three pairs are needed."),
    "no_pair": _("Every left side needs its right side."),
    "same": _("Two answers say the same."),
    "value": _("Say whether the statement is true."),
    "number": _("Write the right number."),
    "tolerance": _("The tolerance is a number from zero."),
    "rubric": _("Say what the answer must hold, each point with its worth."),
    "points": _("A question is worth from 1 to 5 points."),
    "task_text": _("Say what is to be done."),
    "task_given": _("Something the task names is neither made up, nor picked, nor prepared."),
    "task_checks": _("A task needs checks: each looks for one known thing and says what is missing."),
    "long": _("A text is too long: a question has up to 1,000 letters, an answer up to 500. Nothing was cut."),
    "worth": _("Each point of a good answer is worth from 1 to 5."),
    "min_chars": _("The fewest letters are a number from 0 to 500."),
    "task_facts": _("A task takes from 1 to 240 minutes; the name of its start or section has up to 80 letters, of a check up to 40."),
    "code": _("The code of a question has up to 60 letters."),
    "area": _("There is no such area of knowledge."),
    "pool": _("There is no such use of a question."),
    "shot": _("Choose what is right on a picture of a screen."),
}


def checked(kind, payload):
    """The payload as it is kept, with new ids; raises Unsound with codes of FAULTS."""
    if kind not in _CHECKS:
        raise Unsound(["kind"])
    faults = []
    made = _CHECKS[kind](payload if isinstance(payload, dict) else {}, faults)
    if faults:
        raise Unsound(list(dict.fromkeys(faults)))
    return made


def new_id():
    return secrets.token_hex(4)


def _listed(payload, name, faults, fewest, fault):
    """[(id it came with, kept record with a new id and its texts)], checked for number, languages and doubles."""
    listed = [(one, flat(one, longest=LONGEST_OPTION)) for one in payload.get(name) or [] if isinstance(one, dict)]
    given = [one for one, texts in listed if texts]
    if len(given) < fewest:
        faults.append(fault)
    if len(given) > MOST_OPTIONS:
        faults.append("many_options")
    kept = [(str(one.get("id", "")), {"id": new_id()} | texts) for one, texts in listed if texts]
    for language in LANGUAGES:
        texts = [one[language].casefold() for _id, one in kept if language in one]
        if len(set(texts)) < len(texts):
            faults.append("same")
        if texts and len(texts) < len(kept):
            faults.append("language")
    return given, kept


def _choice(payload, faults):
    given, kept = _listed(payload, "options", faults, 2, "few_options")
    options = []
    for one, (_id, option) in zip(given, kept, strict=True):
        note = flat(one, "note")
        options.append(option | {"right": bool(one.get("right"))} | ({"note": note} if note else {}))
    if not any(option["right"] for option in options):
        faults.append("no_right")
    return options


def _single(payload, faults):
    options = _choice(payload, faults)
    if sum(option["right"] for option in options) > 1:
        faults.append("one_right")
    return {"options": options, "keep_order": bool(payload.get("keep_order"))}


def _multiple(payload, faults):
    options = _choice(payload, faults)
    if options and all(option["right"] for option in options):
        faults.append("all_right")
    flags = {name: bool(payload.get(name, name == "tell_count")) for name in ("keep_order", "tell_count", "all_or_nothing")}
    return {"options": options} | flags


def _truefalse(payload, faults):
    value = payload.get("value", payload.get("right", payload.get("answer")))
    if not isinstance(value, bool):
        right = [one for one in payload.get("options") or [] if isinstance(one, dict) and one.get("right")]
        value = _truth_of(right[0]) if len(right) == 1 else None
    if value is None:
        faults.append("value")
    return {"value": bool(value)}


def _truth_of(option):
    said_so = {str(option.get(name, "")).strip().casefold() for name in ("id", "ru", "en")}
    if said_so & {"true", "верно", "да", "yes", "t"}:
        return True
    return False if said_so & {"false", "неверно", "нет", "no", "f"} else None


def _order(payload, faults):
    _given, kept = _listed(payload, "items", faults, 3, "few_items")
    return {"items": [item for _id, item in kept], "all_or_nothing": bool(payload.get("all_or_nothing"))}


def _match(payload, faults):
    _left, left = _listed(payload, "left", faults, 3, "few_pairs")
    _right, right = _listed(payload, "right", faults, 2, "few_pairs")
    ids, pairs = {before: one["id"] for before, one in right}, payload.get("pairs") or {}
    found = {one["id"]: ids.get(str(pairs.get(before))) for before, one in left}
    if not all(found.values()):
        faults.append("no_pair")
    return {
        "left": [one for _id, one in left],
        "right": [one for _id, one in right],
        "pairs": found,
        "all_or_nothing": bool(payload.get("all_or_nothing")),
    }


def _number(payload, faults):
    value, tolerance = read_number(payload.get("value")), read_number(payload.get("tolerance") or "0")
    if value is None:
        faults.append("number")
    if tolerance is None or Fraction(tolerance) < 0:
        faults.append("tolerance")
    return {"value": value, "tolerance": tolerance, "unit": flat(payload, "unit")}


def _text(payload, faults):
    rubric = []
    for point in payload.get("rubric") or []:
        texts = flat(point) if isinstance(point, dict) else {}
        if not texts:
            continue
        worth = read_number(point.get("points", 1))
        if worth is None or not worth.isdigit() or not 1 <= int(worth) <= 5:
            faults.append("worth")
            continue
        rubric.append({"id": new_id(), "points": int(worth)} | texts)
    if not rubric and "worth" not in faults:
        faults.append("rubric")
    fewest = read_number(payload.get("min_chars") or "0") or ""
    if not fewest.isdigit() or int(fewest) > MOST_FEWEST:
        faults.append("min_chars")
        fewest = "0"
    sample = flat(payload, "sample")
    return {"rubric": rubric, "sample": sample, "min_chars": int(fewest)}


def _hotspot(payload, faults):
    """The numbers of a picture of a screen are the options: `right` is a help key, or the flag of one of the options."""
    right = payload.get("right") or next((one.get("callout") for one in payload.get("options") or [] if one.get("right")), "")
    recipe = recipes().get(str(payload.get("shot", "")))
    if recipe is None or recipe.callout(right) is None or len(recipe.callouts) < 2:
        faults.append("shot")
        return {}
    options = [{"id": new_id()} | one for one in options_of(recipe.key, right)]
    return {"shot": recipe.key, "options": options, "keep_order": True}


_CHECKS = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "order": _order,
    "match": _match,
    "number": _number,
    "text": _text,
    "task": checked_spec,
    "hotspot": _hotspot,
}

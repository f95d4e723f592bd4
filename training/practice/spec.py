"""What a practical task is made of, and how its texts and conditions are filled in for one run.

A spec holds `text` in the languages, `given` values made up or picked for each run, `prepare` records laid out before it begins, and
`checks`. A check is one of: `find` a subject with conditions, an `event` of the history by the person (or `no_event`), a `judge`.
"{{name}}" and "{{name.id}}" stand for what is given; "$check" in a condition for what an earlier check found.
"""

import inspect
import json
import re

from ..texts import flat, words
from . import knowing
from .inventing import FAKES

PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
ALONE = re.compile(rf"^{PLACE.pattern}$")
LONGEST_TEXT, MOST_CHECKS = 2000, 12
LONGEST_NAME, LONGEST_ID = 80, 40
USUAL_MINUTES = 15
KINDS = ("find", "event", "no_event", "judge")


def checked_spec(payload, faults):
    """The spec as it is kept; codes of what is wrong go into `faults`."""
    if not is_shaped(payload):
        faults.append("task_checks")
        return {}
    text = words(payload.get("text") or {}, longest=LONGEST_TEXT, several_lines=True)
    given, prepare = payload.get("given") or {}, payload.get("prepare") or []
    if not text:
        faults.append("task_text")
    if not _is_given_soundly(given, prepare):
        faults.append("task_given")
    checks = [_check(one, faults) for one in payload.get("checks") or [] if isinstance(one, dict)]
    if not 1 <= len(checks) <= MOST_CHECKS or len({one["id"] for one in checks}) < len(checks):
        faults.append("task_checks")
    known = {*given, *(one.get("as") for one in prepare if isinstance(one, dict))}
    if {path.split(".")[0] for path in PLACE.findall(repr((payload.get("text"), prepare, payload.get("checks"))))} - known:
        faults.append("task_given")
    facts = {"minutes": payload.get("minutes", USUAL_MINUTES)}
    facts |= {name: str(payload.get(name) or "") for name in ("section", "start")}
    if not _are_sound(facts) or any(len(one["id"]) > LONGEST_ID for one in checks):
        faults.append("task_facts")
    return facts | {"text": text, "given": given, "prepare": prepare, "checks": checks}


def is_shaped(payload):
    """Whether everything is of the kind it is to be, and can be stored: what it says is looked at elsewhere."""
    if not isinstance(payload, dict) or not _is_storable(payload):
        return False
    parts = {"text": dict, "given": dict, "prepare": list, "checks": list}
    if not all(isinstance(payload.get(name) or kind(), kind) for name, kind in parts.items()):
        return False
    given, prepare, checks = (list(_listed(payload.get(name))) for name in ("given", "prepare", "checks"))
    if not all(isinstance(one, dict) for one in (*given, *prepare, *checks)):
        return False
    names = {"fake", "pick", "make", "as", "id", "on", *KINDS}
    numbers = {"at_least", "at_most"}
    for one in (*given, *prepare, *checks):
        if not all(isinstance(one.get(name, ""), str) for name in names):
            return False
        if not all(type(one.get(name, 0)) is int for name in numbers) or not _are_texts(one.get("with", [])):
            return False
    return all(isinstance(one.get(name, ""), str) for one in checks for name in ("given", "section"))


def _are_texts(value):
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _listed(part):
    return part.values() if isinstance(part, dict) else part or ()


def _is_storable(value):
    """No number and no letter that the database has no place for."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError):
        return False
    return "\\u0000" not in text


def _are_sound(facts):
    minutes = facts["minutes"]
    is_time = isinstance(minutes, int) and not isinstance(minutes, bool) and 1 <= minutes <= 240
    return is_time and all(len(facts[name]) <= LONGEST_NAME for name in ("section", "start"))


def _is_given_soundly(given, prepare):
    if not isinstance(given, dict) or not isinstance(prepare, list) or not all(isinstance(one, dict) for one in prepare):
        return False
    for source in given.values():
        if not isinstance(source, dict) or not (
            source.get("fake") in FAKES or _takes(knowing.picker_of(source.get("pick")), source, "pick")
        ):
            return False
    return all(_takes(knowing.maker_of(one.get("make")), one, "make", "as") and one.get("as") for one in prepare)


def _takes(function, source, *without):
    """Whether it can be asked with these facts, no more and no less."""
    facts = {name: value for name, value in source.items() if name not in without}
    try:
        return function is not None and inspect.signature(function).bind(None, None, **facts) is not None
    except TypeError:
        return False


def _check(check, faults):
    """A check names one thing to look at, by words that somebody registered, and says in both languages what is missing."""
    kinds = [kind for kind in KINDS if kind in check]
    miss = flat(check, "miss")
    if len(kinds) != 1 or not check.get("id") or not miss or not _is_known(kinds[0], check):
        faults.append("task_checks")
    kept = {name: check[name] for name in (*KINDS, "where", "given", "on", "with", "at_least", "at_most", "section") if name in check}
    return kept | {"id": str(check.get("id", "")), "miss": miss}


def _is_known(kind, check):
    name = check[kind]
    if kind == "judge":
        return knowing.judge_of(name) is not None
    if kind in ("event", "no_event"):
        return isinstance(name, str) and "." in name
    found = knowing.subject_of(name)
    where = check.get("where") or {}
    return found is not None and isinstance(where, dict) and set(where) <= set(found.words)


def is_about_oneself(spec):
    """Whether it is done on the person's real profile, which is no training record."""
    return bool(spec["checks"]) and all(str(check.get("judge", "")).startswith("own.") for check in spec["checks"])


# -- filled in for a run -----------------------------------------------------------------


def filled(value, values):
    """The value with what is given in place of "{{name}}": a place alone is the thing itself, within a text its name."""
    if isinstance(value, dict):
        return {key: filled(one, values) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, values) for one in value]
    if not isinstance(value, str):
        return value
    alone = ALONE.match(value)
    if alone:
        return _plain(_found(alone[1], values))
    return told(value, values)


def told(text, values):
    """A text for people."""
    return PLACE.sub(lambda place: _name(_found(place[1], values)), text)


def _found(path, values):
    name, _dot, part = path.partition(".")
    value = values.get(name, "")
    return value.get(part, "") if part and isinstance(value, dict) else value


def _name(value):
    return str(value.get("name", "") if isinstance(value, dict) else value)


def _plain(value):
    return value["id"] if isinstance(value, dict) else value

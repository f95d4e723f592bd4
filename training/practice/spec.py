"""What a practical task is made of, and how its texts and conditions are filled in for one run.

A spec holds `text` in the languages, `given` values made up or picked for each run, `prepare` records laid out before it begins, and
`checks`. A check is one of: `find` a subject with conditions, an `event` of the history by the person (or `no_event`), a `judge`.
"{{name}}" and "{{name.id}}" stand for what is given; "$check" in a condition for what an earlier check found.
"""

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


def _are_sound(facts):
    minutes = facts["minutes"]
    is_time = isinstance(minutes, int) and not isinstance(minutes, bool) and 1 <= minutes <= 240
    return is_time and all(len(facts[name]) <= LONGEST_NAME for name in ("section", "start"))


def _is_given_soundly(given, prepare):
    if not isinstance(given, dict) or not isinstance(prepare, list) or not all(isinstance(one, dict) for one in prepare):
        return False
    for source in given.values():
        if not isinstance(source, dict) or not (source.get("fake") in FAKES or knowing.picker_of(source.get("pick"))):
            return False
    return all(knowing.maker_of(one.get("make")) and one.get("as") for one in prepare)


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

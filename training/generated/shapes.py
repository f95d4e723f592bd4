"""Questions made of facts of the settings. Pure: the same facts make the same questions, so that a digest tells what has changed.

Kinds: funnel (name, stages [{id, name, purpose, entry, required [words], held_by}], reasons [{id, name, hint}], asks_for_skipped,
name_parts [token], positions [name]), moves_back (role, may), cut_off (time), answer_time (name, minutes), source_time (name, minutes),
task_types (types [{name, needs_text}]), terms (terms [{word, means}]).
"""

import hashlib
import json
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.text import Truncator

from crm_project.lib.text import clean_line

from ..payloads import LANGUAGES, LONGEST_OPTION, words
from .texts import SAMPLES, STEMS, stem

SHORTEST = 15
MOST_WRONG, FEWEST_WRONG = 3, 2
MOST_FIELDS, MOST_STAGES, TERMS_AT_ONCE = 5, 8, 4


@dataclass(frozen=True)
class Spec:
    """A question to be: `section` is "CRM-01/stages"."""

    code: str
    section: str
    area: str
    type: str
    stem: dict
    payload: dict

    @property
    def content(self):
        return {"type": self.type, "stem": self.stem, "payload": self.payload, "points": 1}

    @property
    def digest(self):
        facts = [self.section, self.area, self.type, self.stem, self.payload]
        return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Made:
    """`remarks` are (code of a remark, what it is about): settings from which no question can be made."""

    specs: list = field(default_factory=list)
    remarks: list = field(default_factory=list)

    def add(self, spec):
        if spec is not None:
            self.specs.append(spec)


def made_of(facts):
    made = Made()
    for fact in facts:
        _KINDS[fact["kind"]](fact, made)
    return made


def _funnel(fact, made):
    stages, name = fact["stages"], fact["name"]
    if 3 <= len(stages) <= MOST_STAGES and _are_different([stage["name"] for stage in stages]):
        items = {"items": [words_of(stage["name"]) for stage in stages], "all_or_nothing": False}
        made.add(Spec(f"g-order-{fact['id']}", "CRM-01/stages", "process", "order", stem("order", funnel=name), items))
    for part, code in (("purpose", "g-purpose"), ("entry", "g-entry")):
        told = [stage for stage in stages if len(stage[part].strip()) >= SHORTEST]
        made.remarks += [("short", f"{name} · {stage['name']}") for stage in stages if part == "purpose" and stage not in told]
        for stage in told:
            others = [one[part] for one in _nearest(stage, told)]
            what = stem(part, stage=stage["name"], funnel=name)
            made.add(_single(f"{code}-{stage['id']}", "CRM-01/stages", "process", what, stage[part], others))
    for stage in stages:
        made.add(_fields(stage, stages, name))
        made.add(_gap(stage, stages, name))
    for stage, following in pairwise(stages):
        made.add(_receiver(stage, following, fact))
    _reasons(fact, made)
    if len(stages) >= 3:
        truth = {"value": bool(fact["asks_for_skipped"])}
        made.add(Spec(f"g-skip-{fact['id']}", "CRM-01/card-moves", "process", "truefalse", stem("skip", funnel=name), truth))
    made.add(_naming(fact))


def _fields(stage, stages, funnel):
    """The exact set; fields that another stage before it asks for stand beside them."""
    own = stage["required"][:MOST_FIELDS]
    known = {normal(one) for one in stage["required"]}
    others = {normal(one): one for other in stages for one in other["required"] if normal(one) not in known}
    wrong = list(others.values())[:MOST_WRONG]
    if not own or len(stage["required"]) > MOST_FIELDS or len(wrong) < FEWEST_WRONG:
        return None
    options = [words_of(one) | {"right": True} for one in own] + [words_of(one) | {"right": False} for one in wrong]
    payload = {"options": options, "tell_count": False}
    what = stem("fields", stage=stage["name"], funnel=funnel)
    return Spec(f"g-fields-{stage['id']}", "CRM-01/required-fields", "technical", "multiple", what, payload)


def _gap(stage, stages, funnel):
    """A card with one field of the stage empty: which one is it?"""
    if not 2 <= len(stage["required"]) <= MOST_FIELDS:
        return None
    *filled, key = stage["required"]
    known = {normal(one) for one in stage["required"]}
    others = [one for other in stages for one in other["required"] if normal(one) not in known]
    told = {language: ", ".join(words_of(one)[language] for one in filled) for language in LANGUAGES}
    what = stem("gap", stage=stage["name"], funnel=funnel, filled=told)
    return _single(f"g-gap-{stage['id']}", "CRM-01/required-fields", "technical", what, key, [*filled, *others])


def _receiver(stage, following, fact):
    """Whose the deal is after a stage, where the next one is another position's."""
    if not following["held_by"] or following["held_by"] == stage["held_by"]:
        return None
    what = stem("receiver", stage=stage["name"], next=following["name"], funnel=fact["name"])
    return _single(f"g-receiver-{stage['id']}", "CRM-01/hand-off", "process", what, following["held_by"], fact["positions"])


def _moves_back(fact, made):
    payload = {"value": bool(fact["may"])}
    made.add(Spec(f"g-back-{fact['id']}", "CRM-01/card-moves", "process", "truefalse", stem("moves_back", role=fact["role"]), payload))


def _source_time(fact, made):
    payload = {"value": str(fact["minutes"]), "tolerance": "0", "unit": STEMS["minutes"]}
    what = stem("source_time", name=fact["name"])
    made.add(Spec(f"g-source-{fact['id']}", "CRM-01/by-channel", "process", "number", what, payload))


def _reasons(fact, made):
    told = [one for one in fact["reasons"] if len(one["hint"].strip()) >= SHORTEST]
    made.remarks += [("hint", f"{fact['name']} · {one['name']}") for one in fact["reasons"] if one not in told]
    for reason in told:
        others = [one["name"] for one in _nearest(reason, fact["reasons"]) if normal(one["hint"]) != normal(reason["hint"])]
        what = stem("reason", hint=reason["hint"].strip().rstrip("."))
        made.add(_single(f"g-reason-{reason['id']}", "CRM-01/deal-lost", "process", what, reason["name"], others))


def _naming(fact):
    """A name built by the template, and the same broken in one place each."""
    parts = [SAMPLES.get(token) for token in fact["name_parts"]]
    if len(parts) < 2 or None in parts:
        return None
    told = {language: [part[language] for part in parts] for language in ("ru", "en")}
    join = lambda pick, by=" · ": {language: by.join(pick(row)) for language, row in told.items()}  # noqa: E731
    wrong = [join(lambda row: row[::-1]), join(lambda row: row[:-1]), join(lambda row: row, ", ")]
    what = stem("naming", funnel=fact["name"])
    return _single(f"g-naming-{fact['id']}", "CRM-01/name-template", "technical", what, join(lambda row: row), wrong)


def _cut_off(fact, made):
    hour, minute = (int(part) for part in fact["time"].split(":"))
    wrong = [f"{(hour + step) % 24}:{minute:02}" for step in (-1, 1)]
    key = f"{hour}:{minute:02}"
    made.add(_single(f"g-cut-off-{fact['id']}", "CRM-01/evening-check", "process", stem("cut_off"), key, [*wrong, STEMS["week"]]))


def _answer_time(fact, made):
    payload = {"value": str(fact["minutes"]), "tolerance": "0", "unit": STEMS["minutes"]}
    what = stem("answer_time", name=fact["name"])
    made.add(Spec(f"g-answer-{fact['id']}", "CRM-01/first-contact", "process", "number", what, payload))


def _task_types(fact, made):
    right = [one["name"] for one in fact["types"] if one["needs_text"]][:MOST_FIELDS]
    wrong = [one["name"] for one in fact["types"] if not one["needs_text"]][:MOST_WRONG]
    if not right or len(wrong) < FEWEST_WRONG or not _are_different([*right, *wrong]):
        return
    options = [words_of(one) | {"right": True} for one in right] + [words_of(one) | {"right": False} for one in wrong]
    made.add(
        Spec("g-task-types", "CRM-01/task-result", "technical", "multiple", stem("task_types"), {"options": options, "tell_count": False})
    )


def _terms(fact, made):
    """Four words with their meanings, and one meaning more."""
    terms = [one for one in fact["terms"] if one["means"]]
    for first in range(0, len(terms), TERMS_AT_ONCE):
        group = terms[first : first + TERMS_AT_ONCE]
        ids = {one["id"] for one in group}
        extra = next((one for one in terms if one["id"] not in ids), None)
        means = [one["means"] for one in (*group, *([extra] if extra else []))]
        if len(group) < TERMS_AT_ONCE or extra is None or not _are_different(means) or not _are_different([one["word"] for one in group]):
            continue
        payload = {
            "left": [{"id": one["id"]} | one["word"] for one in group],
            "right": [{"id": one["id"]} | one["means"] for one in (*group, extra)],
            "pairs": {one["id"]: one["id"] for one in group},
        }
        code = f"g-terms-{group[0]['id']}"
        made.add(Spec(code, "CRM-01/glossary", "terms", "match", stem("terms"), payload))


_KINDS = {
    "funnel": _funnel,
    "moves_back": _moves_back,
    "cut_off": _cut_off,
    "answer_time": _answer_time,
    "source_time": _source_time,
    "task_types": _task_types,
    "terms": _terms,
}


# -- steps ------------------------------------------------------------------------


def _single(code, section, area, what, key, others):
    """One right answer; what says the same as the key is dropped, and with fewer than two others there is no question."""
    seen, wrong = {normal(key)}, []
    for one in others:
        if normal(one) not in seen and len(wrong) < MOST_WRONG:
            seen.add(normal(one))
            wrong.append(one)
    if len(wrong) < FEWEST_WRONG:
        return None
    options = [words_of(key) | {"right": True}, *(words_of(one) | {"right": False} for one in wrong)]
    return Spec(code, section, area, "single", what, {"options": options, "keep_order": False})


def _nearest(one, several):
    """The others, those that stand nearest first: a change far away leaves the question as it is."""
    place = several.index(one)
    return sorted(
        (other for other in several if other is not one), key=lambda other: (abs(several.index(other) - place), several.index(other))
    )


def words_of(text):
    """What the settings say, shortened to the length of an answer where they say more."""
    texts = text if isinstance(text, dict) else {"ru": text, "en": text}
    return words({language: Truncator(clean_line(said or "")).chars(LONGEST_OPTION) for language, said in texts.items()})


def normal(text):
    """What two answers that say the same have in common."""
    said = words_of(text)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in " ".join(said.values()).casefold().replace("ё", "е")).split())


def _are_different(several):
    return len({normal(one) for one in several}) == len(several)

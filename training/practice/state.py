"""A spec as rows of what is typed, and such rows as they come back from the page.

`spread` raises Odd where the form has no way to say what a spec says. What is typed is kept as it was, also where it makes no sense.
"""

import re

from ..texts import LANGUAGES
from . import vocabulary
from .controls import Count, Given, Odd
from .spec import KINDS, USUAL_MINUTES

MOST_ROWS = 40
MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NAME = re.compile(r"^\w{1,40}$")
EMPTY = {"minutes": USUAL_MINUTES, "start": "", "section": "", "text": {}, "given": {}, "prepare": [], "checks": []}
PAGE = Given("made:lead", "made:deal", "made:contact", "made:task", "made:call", bare=True)
HOW_MANY = Count(("at_least", vocabulary.AT_LEAST), ("at_most", vocabulary.AT_MOST), blank=vocabulary.ONE_OR_MORE)
KNOWN_PARTS = {"id", "miss", "section", "where", "given", "on", "with", "at_least", "at_most", *KINDS}


# -- from a spec -----------------------------------------------------------------------


def spread(spec):
    state = {"minutes": str(spec["minutes"]), "start": spec["start"], "section": spec["section"]}
    if spec["start"] and spec["start"] not in vocabulary.starts():
        state["start"] = f"{{{{{spec['start']}}}}}"
    state |= {f"text_{language}": spec["text"].get(language, "") for language in LANGUAGES}
    codes = [(source, code) for code, (_label, source, _kind, _usual) in vocabulary.sources().items()]
    said = "".join(spec["text"].values())
    given = sorted(spec["given"].items(), key=lambda one: (f"{{{{{one[0]}}}}}" not in said, said.find(f"{{{{{one[0]}}}}}")))
    state["given"] = [{"name": name, "was": name, "what": _code_of(source, codes)} for name, source in given]
    state["prepare"] = [_prepared(one) for one in spec["prepare"]]
    state["checks"] = [_check(one) for one in spec["checks"]]
    return state


def _code_of(source, codes):
    found = [code for known, code in codes if known == source]
    if not found:
        raise Odd
    return found[0]


def _prepared(one):
    known = vocabulary.makers().get(one["make"])
    facts = {name: value for name, value in one.items() if name not in ("make", "as")}
    if known is None or set(facts) - set(known.words):
        raise Odd
    typed = {name: known.words[name].control.spread(value) for name, value in facts.items()}
    return {"name": one["as"], "was": one["as"], "make": one["make"], "facts": typed}


def _check(one):
    if set(one) - KNOWN_PARTS:
        raise Odd
    kind = next(kind for kind in KINDS if kind in one)
    look = f"{'event' if kind == 'no_event' else kind}:{one[kind]}"
    if look not in looks():
        raise Odd
    row = {"id": one["id"], "look": look, "section": one.get("section", "")}
    row |= {language: one["miss"].get(language, "") for language in LANGUAGES}
    row |= {"happened": "no" if kind == "no_event" else "yes", "with": one.get("with", [])}
    row["on"] = Given(bare=True).spread(one["on"]) if "on" in one else {}
    row["which"] = Given(bare=True).spread(one["given"]) if "given" in one else {}
    row["count"] = next(({"": name, "number": str(one[name])} for name in ("at_least", "at_most") if name in one), {})
    words = looks()[look].words if kind == "find" else {}
    if set(one.get("where", {})) - set(words):
        raise Odd
    row["where"] = [(name, words[name].control.spread(value)) for name, value in one.get("where", {}).items()]
    return row


def looks():
    """{code: Known} of all that a check may look for."""
    named = (("find", vocabulary.subjects()), ("event", vocabulary.events()), ("judge", vocabulary.judges()))
    return {f"{kind}:{name}": known for kind, found in named for name, known in found.items()}


# -- from the page -----------------------------------------------------------------------


def read(data):
    """The rows of a posted form; names that were changed are followed wherever the rows or the texts say them."""
    state = {name: data.get(f"task-{name}", "").strip() for name in ("minutes", "start", "section", "text_ru", "text_en")}
    state["given"] = [_read_given(data, f"given-{n}") for n in range(_count(data, "givens"))]
    rows = [_read_prepared(data, f"prepare-{n}") for n in range(_count(data, "prepared"))]
    state["prepare"] = [row for row in rows if row["make"] in vocabulary.makers()]
    rows = [_read_check(data, f"check-{n}") for n in range(_count(data, "checks"))]
    state["checks"] = [row for row in rows if row["look"] in looks()]
    _follow_names(state)
    return state


def _count(data, name):
    typed = data.get(name, "")
    return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def _read_given(data, key):
    return {name: data.get(f"{key}-{name}", "").strip() for name in ("name", "was", "what")}


def _read_prepared(data, key):
    row = _read_given(data, key) | {"make": data.get(f"{key}-make", "")}
    known = vocabulary.makers().get(row["make"])
    return row | {"facts": {name: word.control.read(data, f"{key}-fact-{name}") for name, word in known.words.items()} if known else {}}


def _read_check(data, key):
    row = {name: data.get(f"{key}-{name}", "").strip() for name in ("id", "look", "section", "ru", "en", "happened")}
    row |= {name: {"": data.get(f"{key}-{name}", "")} for name in ("on", "which")}
    row["count"] = HOW_MANY.read(data, f"{key}-count")
    row["with"] = data.getlist(f"{key}-with")
    known = looks().get(row["look"])
    words = known.words if known and row["look"].startswith("find:") else {}
    chosen = [name for name in dict.fromkeys(data.getlist(f"{key}-where")) if name in words]
    row["where"] = [(name, words[name].control.read(data, f"{key}-where-{name}")) for name in chosen]
    return row


def _follow_names(state):
    rows = [*state["given"], *state["prepare"]]
    now = [row["name"] for row in rows]
    sound = [row for row in rows if NAME.match(row["name"]) and now.count(row["name"]) == 1]
    renamed = {row["was"]: row["name"] for row in sound if row["was"] and row["was"] not in now}
    for row in sound:
        row["was"] = row["name"]
    if not renamed:
        return

    def follow(value):
        if isinstance(value, str):
            return MARK.sub(lambda mark: f"{{{{{renamed[mark[1]]}}}}}" if mark[1] in renamed else mark[0], value)
        if isinstance(value, dict):
            return {name: follow(one) for name, one in value.items()}
        return [follow(one) for one in value] if isinstance(value, list) else value

    for row in [*state["prepare"], *state["checks"]]:
        row |= {name: follow(value) for name, value in row.items() if name not in ("where", "name", "was", "id")}
        if "where" in row:
            row["where"] = [(name, follow(typed)) for name, typed in row["where"]]
    state |= {name: follow(state[name]) for name in ("start", "text_ru", "text_en")}


# -- more and fewer -----------------------------------------------------------------------


def added(state, data):
    """Rows for what is chosen to be added, wherever it is chosen."""
    sources, makers = vocabulary.sources(), vocabulary.makers()
    for n, row in enumerate(state["checks"]):
        word = data.get(f"check-{n}-add", "")
        known = looks()[row["look"]]
        if row["look"].startswith("find:") and word in known.words and word not in dict(row["where"]):
            row["where"].append((word, {}))
    code = data.get("add-given", "")
    if code in sources and len(state["given"]) < MOST_ROWS:
        state["given"].append({"name": _free(state, sources[code][3]), "was": "", "what": code})
    make = data.get("add-prepare", "")
    if make in makers and len(state["prepare"]) < MOST_ROWS:
        state["prepare"].append({"name": _free(state, makers[make].makes), "was": "", "make": make, "facts": {}})
    look = data.get("add-check", "")
    if look in looks() and len(state["checks"]) < MOST_ROWS:
        name = look.partition(":")[2].replace(".", "-")
        blank = {"section": "", "ru": "", "en": "", "happened": "yes", "with": [], "on": {}, "which": {}, "count": {}, "where": []}
        state["checks"].append(blank | {"id": _free_id(state, name), "look": look})


def removed(state, what):
    """Without one row: "given:2", "prepare:0", "checks:1", or a condition of a check, "checks:1:phone"."""
    part, _colon, rest = what.partition(":")
    number, _colon, word = rest.partition(":")
    if part not in ("given", "prepare", "checks") or not (number.isascii() and number.isdigit()) or int(number) >= len(state[part]):
        return
    if not word:
        del state[part][int(number)]
    elif part == "checks":
        row = state["checks"][int(number)]
        row["where"] = [(name, typed) for name, typed in row["where"] if name != word]


def _free(state, name):
    taken = {row["name"] for row in [*state["given"], *state["prepare"]]}
    return next(one for one in [name, *(f"{name}{n}" for n in range(2, 99))] if one not in taken)


def _free_id(state, name):
    taken = {row["id"] for row in state["checks"]}
    return next(one for one in [name, *(f"{name}-{n}" for n in range(2, 99))] if one not in taken)

"""Questions as a table, as people who keep tests in Excel write them: one row is one question.

Two languages of one cell are parted by " | ", English alone stands after a bar; of a match by rows "left -> right"; of an order the
options stand in the right order.
"""

import json

from crm_project.lib.text import clean_line

from .gift import whole
from .hotspots import of_choice
from .payloads import LANGUAGES
from .scoring import right_of

OPTIONS = 8
HEAD = [
    "code",
    "type",
    "question ru",
    "question en",
    *(f"option {n}" for n in range(1, OPTIONS + 1)),
    "right",
    "points",
    "section",
    "area",
    "critical",
    "pool",
    "explanation ru",
    "explanation en",
]


def rows_of(questions):
    for question in questions:
        wording, section = question.current, next(iter(question.links.all()), None)
        options, right = _cells(wording)
        yield [
            question.code,
            wording.type,
            *(wording.stem.get(name, "") for name in LANGUAGES),
            *(options + [""] * OPTIONS)[:OPTIONS],
            right,
            wording.points,
            str(section.section) if section else "",
            question.area,
            "1" if question.is_critical else "",
            question.pool,
            *(wording.explanation.get(name, "") for name in LANGUAGES),
        ]


def _cells(wording):
    """(texts of the option columns, what stands in the column of right ones)"""
    payload, kind = wording.payload, wording.type
    if kind == "hotspot":
        right = next(one["callout"] for one in payload["options"] if one["right"])
        return [_both(one) for one in payload["options"]], f"{payload['shot']}:{right}"
    if kind in ("single", "multiple"):
        right = right_of(payload)
        places = [str(n) for n, one in enumerate(payload["options"], start=1) if one["id"] in right]
        return [_both(one) for one in payload["options"]], ",".join(places)
    if kind == "task":
        return [json.dumps(payload, ensure_ascii=False)], ""
    if kind == "truefalse":
        return [], "true" if payload["value"] else "false"
    if kind == "order":
        return [_both(one) for one in payload["items"]], ""
    if kind == "match":
        texts = {one["id"]: _both(one) for one in [*payload["left"], *payload["right"]]}
        used = set(payload["pairs"].values())
        pairs = [f"{texts[one['id']]} -> {texts[payload['pairs'][one['id']]]}" for one in payload["left"]]
        return pairs + [f"-> {texts[one['id']]}" for one in payload["right"] if one["id"] not in used], ""
    if kind == "number":
        return [_both(payload["unit"])], f"{payload['value']}:{payload['tolerance']}"
    return [f"{_both(point)} = {point['points']}" for point in payload["rubric"]], ""


def _both(texts):
    """Both languages, or Russian alone; English alone says so by a bar before it."""
    if not texts.get("ru"):
        return f"| {texts['en']}" if texts.get("en") else ""
    return " | ".join(texts[name] for name in LANGUAGES if texts.get(name))


def read(sheet):
    """[record] as `gift.read` answers them, each with the number of its row; titles may stand in any order."""
    return read_rows(sheet.head, sheet)


def read_rows(head, rows):
    places = {str(title or "").strip().casefold(): place for place, title in enumerate(head)}
    return [_record(number, lambda name, cells=cells: _cell(cells, places.get(name))) for number, cells in rows]


def _cell(cells, place):
    value = cells[place] if place is not None and place < len(cells) else ""
    text = str("" if value is None else value).strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def _record(number, cell):
    kind = cell("type").lower() or "single"
    stem = {name: cell(f"question {name}") for name in LANGUAGES}
    options = [cell(f"option {n}") for n in range(1, OPTIONS + 1)]
    return {
        "line": number,
        "code": clean_line(cell("code")),
        "type": kind,
        "stem": stem,
        "explanation": {name: cell(f"explanation {name}") for name in LANGUAGES},
        "points": whole(cell("points") or "1"),
        "section": cell("section"),
        "area": cell("area") or "process",
        "pool": cell("pool") or "exam",
        "critical": cell("critical").casefold() in ("1", "да", "yes", "true"),
        "payload": _payload(kind, [one for one in options if one], cell("right"), bool(stem["ru"])),
    }


def _payload(kind, options, right, has_russian):
    if kind == "task":
        return _task(options)
    one = lambda text: _parted(text, has_russian)  # noqa: E731
    if kind == "hotspot":
        return of_choice(right)
    if kind == "truefalse":
        return {"value": {"true": True, "false": False, "1": True, "0": False}.get(right.casefold())}
    if kind == "number":
        value, _colon, tolerance = right.partition(":")
        unit = one(options[0]) if options else {}
        return {"value": value, "tolerance": tolerance or "0", "unit": unit}
    if kind == "order":
        return {"items": [one(text) for text in options]}
    if kind == "match":
        return _pairs(options, one)
    if kind == "text":
        parted = [text.rpartition("=") for text in options]
        return {"rubric": [one(words.strip() or worth) | {"points": worth.strip() if words else 1} for words, _eq, worth in parted]}
    places = {part.strip() for part in right.replace(";", ",").split(",")}
    return {"options": [one(text) | {"right": str(place) in places} for place, text in enumerate(options, start=1)]}


def _task(options):
    try:
        return json.loads(options[0]) if options else {}
    except ValueError:
        return {}


def _pairs(options, one):
    left, right, pairs, known = [], [], {}, {}
    for number, text in enumerate(options):
        words, _arrow, to = (part.strip() for part in text.partition("->"))
        if to not in known:
            known[to] = f"r{number}"
            right.append({"id": f"r{number}"} | one(to))
        if words:
            left.append({"id": f"l{number}"} | one(words))
            pairs[f"l{number}"] = known[to]
    return {"left": left, "right": right, "pairs": pairs}


def _parted(text, has_russian):
    if text.startswith("|"):
        return {"en": text[1:].strip()}
    first, bar, second = (part.strip() for part in text.partition(" | "))
    if bar:
        return {"ru": first, "en": second}
    return {"ru" if has_russian else "en": first}

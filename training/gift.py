"""Questions as GIFT, the plain text other learning systems read. One record is a dict as in the files of the ready bank.

`read` answers the records it could read and, by line, what was wrong with the rest.
"""

import json
import re
from fractions import Fraction

from crm_project.lib.text import clean_line

from .payloads import said
from .scoring import right_of

TASK = "// crm-task: "
KEPT = "// crm-question: "
"""A question as it is kept here, in all its languages, in front of what other systems read of it."""
CONTENT = ("type", "stem", "payload", "explanation", "points")
ESCAPED = re.compile(r"([~=#{}:])")
UNESCAPE = re.compile(r"\\([~=#{}:n])")
FACTS = re.compile(r"(\w+)=(\S+)")
ITEM = re.compile(
    r"^(?:::(?P<code>(?:\\.|[^:])*)::)?(?:\[\w+\])?(?P<stem>(?:\\.|[^{\\])*)\{(?P<body>(?:\\.|[^}\\])*)\}(?P<after>.*)$", re.DOTALL
)
ANSWER = re.compile(r"(?<!\\)([~=])")
ORDER = re.compile(r"^>\d*\s*(?:ALL|\w+)?[^\n]*\n", re.IGNORECASE)
TRUTH = {"t": True, "true": True, "f": False, "false": False}


# -- out ---------------------------------------------------------------------------


def write(records, language):
    """The whole file in one language; `records` are (code, section, area, is critical, wording)."""
    return "\n\n".join(_item(*record, language) for record in records) + "\n"


def _item(code, section, area, is_critical, wording, language):
    head = f"// section={section} area={area} critical={int(is_critical)} lang={language} points={wording.points} type={wording.type}"
    if wording.type == "multiple":
        head += " scoring=M"
    if wording.type == "task":
        kept = {"code": code, "stem": wording.stem, "payload": wording.payload}
        return f"{head}\n{TASK}{json.dumps(kept, ensure_ascii=False)}"
    if wording.type == "hotspot":
        return f"{head}\n{_task(code, wording, language)}"
    stem = _safe(said(wording.stem, language))
    return f"{head}\n::{_safe(code)}::{stem}{{{_BODIES[wording.type](wording.payload, language)}}}"


def _task(code, wording, language):
    """What other systems cannot ask stands in a comment, which they leave alone."""
    right = next(one["callout"] for one in wording.payload["options"] if one["right"])
    task = {"code": code, "type": wording.type, "stem": said(wording.stem, language), "shot": wording.payload["shot"], "right": right}
    return TASK + json.dumps(task, ensure_ascii=False)


def _safe(text):
    return ESCAPED.sub(r"\\\1", text.replace("\\", "/")).replace("\n", "\\n")


def _options(payload, language, weighed):
    right, lines = len(right_of(payload)), []
    for option in payload["options"]:
        mark = "=" if option["right"] else "~"
        if weighed:
            mark = f"~%{_hundredth(right)}%" if option["right"] else "~%-100%"
        note = f"#{_safe(said(option['note'], language))}" if option.get("note") else ""
        lines.append(f"  {mark}{_safe(said(option, language))}{note}")
    return "\n" + "\n".join(lines) + "\n"


def _hundredth(right):
    return f"{float(Fraction(100, right)):.5f}".rstrip("0").rstrip(".")


def _match(payload, language):
    texts = {one["id"]: _safe(said(one, language)) for one in [*payload["left"], *payload["right"]]}
    lines = [f"  ={texts[one['id']]} -> {texts[payload['pairs'][one['id']]]}" for one in payload["left"]]
    used = set(payload["pairs"].values())
    lines += [f"  = -> {texts[one['id']]}" for one in payload["right"] if one["id"] not in used]
    return "\n" + "\n".join(lines) + "\n"


def _order(payload, language):
    lines = "\n".join(_safe(said(one, language)) for one in payload["items"])
    return f">{len(payload['items'])} ALL VERTICAL RELATIVE_ALL_PREVIOUS_AND_NEXT SHOW 123\n{lines}\n"


_BODIES = {
    "single": lambda payload, language: _options(payload, language, weighed=False),
    "multiple": lambda payload, language: _options(payload, language, weighed=True),
    "truefalse": lambda payload, language: "TRUE" if payload["value"] else "FALSE",
    "order": _order,
    "match": _match,
    "number": lambda payload, language: f"#{payload['value']}:{payload['tolerance']}",
    "text": lambda payload, language: "",
}


def kept_line(question):
    """A question as a comment that we read back whole: languages, explanation, rubric, blocks it hangs on."""
    wording = question.current
    links = [[link.section.regulation.code, link.section.code, link.block_id] for link in question.links.all()]
    facts = {"code": question.code, "area": question.area, "pool": question.pool, "critical": question.is_critical, "links": links}
    facts |= {name: getattr(wording, name) for name in CONTENT}
    return KEPT + json.dumps(facts, ensure_ascii=False, sort_keys=True)


def write_whole(questions, languages):
    """The file of a bundle: every question as we keep it, then as an item for each of its languages."""
    return "\n\n".join(_whole(one, languages) for one in questions) + "\n"


def _whole(question, languages):
    link = next(iter(question.links.all()), None)
    facts = (question.code, str(link.section) if link else "", question.area, question.is_critical, question.current)
    spoken = [language for language in languages if question.current.stem.get(language)]
    spoken = spoken[:1] if question.current.type == "task" else spoken
    return "\n\n".join([kept_line(question), *(_item(*facts, language) for language in spoken)])


# -- in ----------------------------------------------------------------------------


def read(text):
    """([record], [(line, what is wrong)]); items are parted by blank lines, comments and categories stand before theirs."""
    records, wrong, facts, lines, first, was_blank = [], [], {}, [], 0, False
    for number, line in enumerate([*text.lstrip("\ufeff").replace("\r\n", "\n").split("\n"), ""], start=1):
        bare = line.strip()
        is_after_blank, was_blank = was_blank, not bare
        if lines and is_after_blank and bare.startswith(("::", "//")):
            # The item before was never closed: it is told, and those after it are read.
            wrong.append((first, "unclosed"))
            facts, lines = {}, []
        if bare.startswith(TASK) and not lines:
            _take_task(bare, facts, number, records, wrong)
            facts = {}
        elif bare.startswith(KEPT):
            continue
        elif bare.startswith("//"):
            facts = facts | dict(FACTS.findall(bare))
        elif bare.startswith("$CATEGORY:"):
            continue
        elif bare:
            first = first if lines else number
            lines.append(line)
        elif lines and not _is_open("\n".join(lines)):
            _take("\n".join(lines), facts, first, records, wrong)
            facts, lines = {}, []
    if lines:
        wrong.append((first, "unclosed"))
    return records, wrong


def kept_in(text):
    """([question as `kept_line` wrote it], [(line, what is wrong)])"""
    found, wrong = [], []
    for number, line in enumerate(text.lstrip("\ufeff").replace("\r\n", "\n").split("\n"), start=1):
        if line.startswith(KEPT):
            try:
                found.append(_checked_kept(json.loads(line.removeprefix(KEPT))))
            except (ValueError, KeyError, TypeError, RecursionError):
                wrong.append((number, "unreadable"))
    return found, wrong


def _checked_kept(facts):
    """Of what stands in the file only what a question is made of, each as it must be."""
    links = [(str(regulation), str(section), str(block)[:16]) for regulation, section, block in facts["links"]]
    kept = {name: facts[name] for name in CONTENT} | {"links": links, "code": str(facts["code"])[:60]}
    if (
        not kept["code"]
        or type(kept["points"]) is not int
        or not isinstance(kept["stem"], dict)
        or not isinstance(kept["explanation"], dict)
    ):
        raise ValueError
    return kept | {"area": str(facts["area"]), "pool": str(facts["pool"]), "critical": facts["critical"] is True}


def _take_task(line, facts, number, records, wrong):
    """A practical task, or a question on a picture: other systems take it for a comment."""
    try:
        kept = json.loads(line.removeprefix(TASK))
        language = facts.get("lang", "ru") if facts.get("lang") in ("ru", "en") else "ru"
        if "shot" in kept:
            kind, stem, payload = "hotspot", {language: str(kept["stem"])}, {"shot": str(kept["shot"]), "right": str(kept["right"])}
        else:
            kind, stem, payload = "task", dict(kept["stem"]), dict(kept["payload"])
        code = clean_line(kept["code"])
    except (ValueError, KeyError, TypeError, RecursionError):
        wrong.append((number, "unreadable"))
        return
    records.append(_record(number, code, kind, stem, payload, facts))


def _record(number, code, kind, stem, payload, facts):
    return {
        "line": number,
        "code": code,
        "section": facts.get("section", ""),
        "area": facts.get("area", "process"),
        "critical": facts.get("critical") == "1",
        "points": whole(facts.get("points", "1")),
        "type": kind,
        "stem": stem,
        "payload": payload,
    }


def whole(typed):
    """A number of points; 0, which no question is worth, for what is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def _is_open(text):
    bare = re.sub(r"\\.", "", text)
    return bare.count("{") > bare.count("}")


def _take(text, facts, first, records, wrong):
    found = ITEM.match(text.strip())
    if not found or found["after"].strip():
        wrong.append((first, "unreadable"))
        return
    language = facts.get("lang", "ru") if facts.get("lang") in ("ru", "en") else "ru"
    kind, payload = _payload(found["body"].strip(), language)
    if kind is None:
        wrong.append((first, "unreadable"))
        return
    code, stem = clean_line(_plain(found["code"] or "")), {language: _plain(found["stem"]).strip()}
    records.append(_record(first, code, kind, stem, payload, facts))


def _payload(body, language):
    """(type, payload) of what stands in the braces; (None, None) where it is none of ours."""
    if not body:
        return "text", {"rubric": [{language: "…", "points": 1}]}
    if body.lower().split("#")[0] in TRUTH:
        return "truefalse", {"value": TRUTH[body.lower().split("#")[0]]}
    if body.startswith("#"):
        value, _colon, tolerance = body[1:].strip().lstrip("=").partition(":")
        return "number", {"value": value.split("#")[0].strip(), "tolerance": tolerance.split("#")[0].strip() or "0"}
    if ORDER.match(body + "\n"):
        lines = ORDER.sub("", body + "\n").strip().split("\n")
        return "order", {"items": [{language: _plain(line).strip()} for line in lines if line.strip()]}
    return _answers(body, language)


def _answers(body, language):
    parts = ANSWER.split(body)
    marked = list(zip(parts[1::2], parts[2::2], strict=False))
    if not marked or parts[0].strip():
        return None, None
    if all(mark == "=" and "->" in answer for mark, answer in marked):
        return "match", _pairs(marked, language)
    options = [_option(mark, answer, language) for mark, answer in marked]
    right = sum(option["right"] for option in options)
    return ("single" if right == 1 and not any("%" in answer for _mark, answer in marked) else "multiple"), {"options": options}


def _option(mark, answer, language):
    weight = re.match(r"\s*%(-?[\d.]+)%", answer)
    text, _hash, note = (answer[weight.end() :] if weight else answer).partition("#")
    is_right = float(weight[1]) > 0 if weight else mark == "="
    kept = {language: _plain(text).strip(), "right": is_right}
    return kept | ({"note": {language: _plain(note).strip()}} if note.strip() else {})


def _pairs(marked, language):
    left, right, pairs = [], [], {}
    for number, (_mark, answer) in enumerate(marked):
        one, _arrow, to = answer.partition("->")
        words = _plain(to).strip()
        known = next((side["id"] for side in right if side[language] == words), None)
        if known is None:
            known = f"r{number}"
            right.append({"id": known, language: words})
        if one.strip():
            left.append({"id": f"l{number}", language: _plain(one).strip()})
            pairs[f"l{number}"] = known
    return {"left": left, "right": right, "pairs": pairs}


def _plain(text):
    return UNESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text)

"""Which checks of a task hold now. Looked at inside the room: what the person did there since the task began, never spelling."""

from dataclasses import dataclass, field

from django.db.models import Q

from timeline.models import Entry

from . import knowing
from .spec import filled

MOST_EVIDENCE = 5


@dataclass
class Found:
    """One check: whether it holds, and by which records or entries; `ids` are what later checks may lean on, `lacks` names what is
    missing where the rule knows it."""

    id: str
    is_met: bool
    evidence: list = field(default_factory=list)
    ids: list = field(default_factory=list)
    lacks: list = field(default_factory=list)


def judged(spec, values, setting, mark):
    """[Found] in the order of the spec; `mark` is the last entry that stood in the room before the person began."""
    found: dict[str, Found] = {}
    for check in spec["checks"]:
        check = filled({name: value for name, value in check.items() if name != "miss"}, values)
        look = next(_LOOKS[kind] for kind in _LOOKS if kind in check)
        found[check["id"]] = look(check, values, setting, mark, found)
    return list(found.values())


def did_something(setting, mark):
    return _done(setting, mark).exists()


def _done(setting, mark):
    return Entry.objects.filter(actor=setting.user, pk__gt=mark)


def _find(check, values, setting, mark, found):
    """Records of a kind with these conditions that the person made; with `given` how the prepared record of that name stands."""
    known = knowing.subject_of(check["find"])
    given = values.get(check.get("given"))
    wanted = Q(pk=given["id"]) if given else known.mine(setting)
    for word, value in (check.get("where") or {}).items():
        wanted &= known.words[word](_leaning(value, found), setting)
    prepared = [one["id"] for one in values.values() if one is not given and isinstance(one, dict) and one.get("kind") == known.kind]
    records = list(known.records.filter(wanted).exclude(pk__in=prepared).distinct().order_by("pk"))
    least = check.get("at_least", 0 if "at_most" in check else 1)
    is_met = least <= len(records) <= check.get("at_most", len(records))
    return Found(check["id"], is_met, [_shown(known, record) for record in records[:MOST_EVIDENCE]], [record.pk for record in records])


def _leaning(value, found):
    """ "$lead" stands for the ids that the check "lead" found."""
    if isinstance(value, str) and value.startswith("$"):
        return found[value[1:]].ids if value[1:] in found else []
    return value


def _shown(known, record):
    return {"kind": known.kind, "id": record.pk, "name": str(known.named(record))[:120]}


def _event(check, values, setting, mark, found):
    entries = _entries(check["event"], check, values, setting, mark, found)
    evidence = [
        {"kind": one.subject_kind, "id": one.subject_id, "entry": one.pk, "verb": one.verb, "name": _name_of(one)}
        for one in entries[:MOST_EVIDENCE]
    ]
    return Found(check["id"], bool(entries), evidence, [one.subject_id for one in entries])


def _name_of(entry):
    """How people know what the entry is about; nothing where it is no record a task knows, or it is gone."""
    known = knowing.subject_of(entry.subject_kind)
    record = known.records.filter(pk=entry.subject_id).first() if known else None
    return _shown(known, record)["name"] if record else ""


def _no_event(check, values, setting, mark, found):
    return Found(check["id"], not _entries(check["no_event"], check, values, setting, mark, found))


def _entries(name, check, values, setting, mark, found):
    """Entries of the history by the person; `on` names the record, `with` the details that must say something."""
    kind, _dot, verb = name.partition(".")
    entries = _done(setting, mark).filter(subject_kind=kind, verb=verb).order_by("pk")
    if "on" in check:
        on = check["on"]
        ids = _leaning(on, found) if on.startswith("$") else [values.get(on, {}).get("id")]
        entries = entries.filter(subject_id__in=ids)
    return [one for one in entries if all(str(one.details.get(name) or "").strip() for name in check.get("with", ()))]


def _judge(check, values, setting, mark, found):
    """A rule of the company, asked of the prepared record, of what an earlier check found, or of the whole day."""
    on = check.get("on", "")
    kind, ids = _subject_of(on, values, found) if on else ("", [])
    known = knowing.subject_of(kind)
    records = list(known.records.filter(pk__in=ids)) if known else []
    if on and not records:
        return Found(check["id"], is_met=False)
    holds = knowing.judge_of(check["judge"])
    found = [holds(setting, record) for record in records or [None]]
    lacks = [words for one in found if isinstance(one, list) for words in one]
    is_met = not lacks and all(one or isinstance(one, list) for one in found)
    return Found(check["id"], is_met, [_shown(known, record) for record in records[:MOST_EVIDENCE]], lacks=lacks)


def _subject_of(on, values, found):
    if on.startswith("$"):
        one = found.get(on[1:])
        return (one.evidence[0]["kind"], one.ids) if one and one.evidence else ("", [])
    given = values.get(on)
    return (given["kind"], [given["id"]]) if given else ("", [])


_LOOKS = {"find": _find, "event": _event, "no_event": _no_event, "judge": _judge}

"""The contents of a draft: parts with clauses, numbered as they stand. Every function works inside the verb that locked it."""

import re

from django.db.models import F, Value
from django.db.models.functions import Concat

from .refusals import CannotStandThere
from .writing import section_named, version_saying

RESERVED = {"draft", "round", "print", "editions", "changes", "compare", "settings", "now", "reading", "sheet", "search", "new"}
RESERVED |= {"files", "file", "owed", "confirmation"}
_FAR = 100_000
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch - y - e yu ya".split(),
        strict=True,
    )
)


def tree(draft):
    """[[part, [clause, …]], …] in reading order."""
    parts = {}
    for node in draft.nodes.select_related("section").order_by("position"):
        if node.parent_id is None:
            parts[node.pk] = [node, []]
        else:
            parts[node.parent_id][1].append(node)
    return list(parts.values())


def added(draft, titles, parent, code):
    """The node of a new section, already numbered."""
    from .models import EditionNode

    above = draft.nodes.select_related("section").filter(section__code=parent, parent=None).first() if parent else None
    if parent and above is None:
        raise CannotStandThere(parent)
    section = section_named(draft.regulation, code or free_code(draft.regulation, titles), is_new=True)
    version = version_saying(section, {language: (title, "") for language, title in titles.items() if title})
    place = {"position": _FAR, "number": "~", "parent": above}
    node = EditionNode.objects.create(edition=draft, section=section, version=version, **place)
    renumber(draft, tree(draft))
    node.refresh_from_db()
    return node


def moved(draft, code, way):
    parts = tree(draft)
    part, clauses = next((row for row in parts if code in {row[0].section.code, *(one.section.code for one in row[1])}), (None, None))
    if part is None:
        raise CannotStandThere(code)
    place = parts.index([part, clauses])
    if part.section.code == code:
        _move_part(parts, place, way)
    else:
        _move_clause(parts, place, next(one for one in clauses if one.section.code == code), way)
    renumber(draft, parts)


def taken_out(draft, code):
    draft.nodes.filter(section__code=code).delete()
    renumber(draft, tree(draft))


def put_back(draft, code):
    """As the last clause of its part if that still stands, else as the last part; its clauses come with it."""
    from .models import EditionNode

    base = draft.base
    before = base.nodes.select_related("parent__section").filter(section__code=code).first() if base else None
    if before is None or draft.nodes.filter(section__code=code).exists():
        raise CannotStandThere(code)
    above = draft.nodes.filter(section=before.parent.section, parent=None).first() if before.parent else None
    node = _copy_of(before, draft, above, _FAR)
    here = set(draft.nodes.values_list("section_id", flat=True))
    gone = [one for one in base.nodes.filter(parent=before) if one.section_id not in here and above is None]
    copies = [_copy_of(one, draft, node, _FAR + n, save=False) for n, one in enumerate(gone, start=1)]
    for n, copy in enumerate(copies):
        copy.number = f"~~{n}"
    EditionNode.objects.bulk_create(copies)
    renumber(draft, tree(draft))


def copied(base, draft):
    """The nodes of the base as the draft begins; an audience that is only its part's is inherited again."""
    from .models import EditionNode

    nodes = {node.pk: node for node in base.nodes.order_by("position")}
    parts = {pk: _copy_of(node, draft, None, node.position, save=False) for pk, node in nodes.items() if node.parent_id is None}
    EditionNode.objects.bulk_create(parts.values())
    clauses = []
    for node in nodes.values():
        if node.parent_id:
            clause = _copy_of(node, draft, parts[_part_of(node, nodes)], node.position, save=False)
            clause.audience = [] if nodes[node.parent_id].audience == node.audience else node.audience
            clauses.append(clause)
    EditionNode.objects.bulk_create(clauses)


def _part_of(node, nodes):
    return _part_of(nodes[node.parent_id], nodes) if node.parent_id else node.pk


def renumber(draft, parts):
    """Write order, parents and numbers; the first part keeps counting from where it did, so a part 0 stays."""
    from .models import EditionNode

    known = [int(part.number) for part, _clauses in parts if part.number.isdigit()]
    nodes, start = [], min(known, default=1) if min(known, default=1) < 2 else 1
    for number, (part, clauses) in enumerate(parts, start=start):
        part.parent, part.number = None, str(number)
        nodes.append(part)
        for place, clause in enumerate(clauses, start=1):
            clause.parent, clause.number = part, f"{number}.{place}"
            nodes.append(clause)
    for position, node in enumerate(nodes):
        node.position = position
    # Two steps, as number and place are unique: first far away, then where they belong.
    draft.nodes.update(position=F("position") + 2 * _FAR, number=Concat(Value("~"), "pk"))
    EditionNode.objects.bulk_update(nodes, ["parent", "position", "number"])


def free_code(regulation, titles):
    """A code nobody has had, from the English title or the Russian one in Latin letters."""
    return named(titles, set(regulation.sections.values_list("code", flat=True)))


def named(titles, taken):
    """A code from a title that is not among those `taken`."""
    words = titles.get("en") or next(iter(titles.values()), "")
    latin = "".join(_LATIN.get(letter, letter) for letter in words.lower())
    code = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:50].strip("-") or "section"
    code = code if code[0].isalpha() else f"s-{code}"
    taken = taken | RESERVED
    return next(name for name in (code, *(f"{code}-{n}" for n in range(2, 10_000))) if name not in taken)


def _move_part(parts, place, way):
    part, clauses = parts[place]
    if way == "in":
        if clauses or place == 0:
            raise CannotStandThere(part.section.code)
        parts[place - 1][1].append(part)
        del parts[place]
    else:
        _swap(parts, place, way)


def _move_clause(parts, place, clause, way):
    clauses = parts[place][1]
    if way == "out":
        clauses.remove(clause)
        parts.insert(place + 1, [clause, []])
    else:
        _swap(clauses, clauses.index(clause), way)


def _swap(row, place, way):
    other = place + {"up": -1, "down": 1}.get(way, len(row))
    if not 0 <= other < len(row):
        raise CannotStandThere(way)
    row[place], row[other] = row[other], row[place]


def _copy_of(node, draft, parent, position, *, save=True):
    from .models import EditionNode

    facts = {"number": node.number, "audience": node.audience, "required_reading": node.required_reading}
    copy = EditionNode(edition=draft, section_id=node.section_id, version_id=node.version_id, parent=parent, position=position, **facts)
    if save:
        copy.number = "~"
        copy.save()
    return copy

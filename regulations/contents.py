"""The contents of a draft: parts, sub-sections and clauses, numbered as they stand. Every function works inside the verb that locked it."""

import re
from dataclasses import dataclass, field
from itertools import count

from django.db.models import F, Value
from django.db.models.functions import Concat

from .addresses import WORDS
from .refusals import CannotStandThere, TooDeep
from .writing import section_named, version_saying

RESERVED = WORDS | {"reading", "search", "new", "files", "file"}
DEEPEST = 3
"""A part, a sub-section, a clause."""
STATEMENTS = ("change_class", "change_note", "requires_test", "class_by_id", "class_confirmed_by_id")
"""What an editor says of the change of a section."""
_FAR = 100_000
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch - y - e yu ya".split(),
        strict=True,
    )
)


@dataclass(eq=False)
class Branch:
    """A section of the draft with what stands in it."""

    node: object
    children: list = field(default_factory=list)

    @property
    def code(self):
        return self.node.section.code

    @property
    def height(self):
        """1 of a section with nothing in it."""
        return 1 + max((one.height for one in self.children), default=0)


def tree(edition):
    """The parts in reading order, each a Branch."""
    known, parts = {}, []
    for node in edition.nodes.select_related("section").order_by("position"):
        known[node.pk] = Branch(node)
        (known[node.parent_id].children if node.parent_id else parts).append(known[node.pk])
    return parts


def way_to(branches, code):
    """The branches from a part down to the section of this code; [] where there is none."""
    for branch in branches:
        if branch.code == code:
            return [branch]
        if below := way_to(branch.children, code):
            return [branch, *below]
    return []


def added(draft, titles, parent, code):
    """The node of a new section, already numbered: the last one in its `parent`, or the last part."""
    path = way_to(tree(draft), parent) if parent else []
    if parent and not path:
        raise CannotStandThere(parent)
    if len(path) >= DEEPEST:
        raise TooDeep(parent)
    section = section_named(draft.regulation, code or free_code(draft.regulation, titles), is_new=True)
    version = version_saying(section, {language: (title, "") for language, title in titles.items() if title})
    return _placed(draft, section, version, path[-1].node if path else None)


def _placed(draft, section, version, above):
    from .models import EditionNode

    place = {"position": _FAR, "number": "~", "parent": above}
    node = EditionNode.objects.create(edition=draft, section=section, version=version, **place)
    renumber(draft, tree(draft))
    node.refresh_from_db()
    return node


def split_off(draft, node, halves):
    """The node of a new section right behind `node`, for the same readers, saying the `halves` {language: Half}."""
    section = section_named(draft.regulation, free_code(draft.regulation, {name: half.title for name, half in halves.items()}), is_new=True)
    texts = {language: (half.title, half.markdown) for language, half in halves.items()}
    version = version_saying(section, texts, {language: half.kept for language, half in halves.items()})
    made = _placed(draft, section, version, node.parent)
    made.audience, made.required_reading, made.change_class = node.audience, node.required_reading, node.change_class
    made.save(update_fields=["audience", "required_reading", "change_class"])
    parts = tree(draft)
    row = _row_of(parts, node.section.code)
    branch = row.pop(next(place for place, one in enumerate(row) if one.node.pk == made.pk))
    row.insert(next(place for place, one in enumerate(row) if one.node.pk == node.pk) + 1, branch)
    renumber(draft, parts)
    return draft.node_of(section.code)


def before(draft, code):
    """The code of the section that this one would be joined to: the one before it on its level, else what it stands in."""
    path = way_to(tree(draft), code)
    row = _row_of(tree(draft), code) if path else []
    place = next((place for place, one in enumerate(row) if one.code == code), 0)
    if place:
        return row[place - 1].code
    if len(path) < 2:
        raise CannotStandThere(code)
    return path[-2].code


def behind(draft, code):
    """The node right behind a section on its level; None behind the last."""
    row = _row_of(tree(draft), code)
    place = next(place for place, one in enumerate(row) if one.code == code)
    return row[place + 1].node if place + 1 < len(row) else None


def joined(draft, code):
    """What stands in the section moves into the one before it, and its own place is gone."""
    parts = tree(draft)
    path, row = way_to(parts, code), _row_of(parts, code)
    place = row.index(path[-1])
    if place:
        row[place - 1].children += path[-1].children
        del row[place]
    else:
        row[0:1] = path[-1].children
    renumber(draft, parts)
    path[-1].node.delete()


def _row_of(parts, code):
    """The branches among which a section stands."""
    path = way_to(parts, code)
    return path[-2].children if len(path) > 1 else parts


def moved(draft, code, way):
    """Refuses with CannotStandThere, or TooDeep where there would be a fourth level."""
    parts = tree(draft)
    path = way_to(parts, code)
    if not path:
        raise CannotStandThere(code)
    *above, branch = path
    row = above[-1].children if above else parts
    if way == "in":
        _move_in(row, branch, len(path))
    elif way == "out":
        _move_out(parts, above, branch)
    else:
        _swap(row, row.index(branch), way)
    renumber(draft, parts)


def taken_out(draft, code):
    draft.nodes.filter(section__code=code).delete()
    renumber(draft, tree(draft))


def put_back(draft, code):
    """Last in what it stood in, as near as there is room, else the last part; what stood in it and is gone comes with it."""
    base = draft.base
    path = way_to(tree(base), code) if base else []
    here = set(draft.nodes.values_list("section_id", flat=True))
    if not path or path[-1].node.section_id in here:
        raise CannotStandThere(code)
    gone, parts = _without(path[-1], here), tree(draft)
    ways = [way_to(parts, one.code) for one in reversed(path[:-1])]
    above = next((way[-1].node for way in ways if way and len(way) + gone.height <= DEEPEST), None)
    _copy_branch(gone, draft, above, count(_FAR))
    renumber(draft, tree(draft))


def _without(branch, here):
    return Branch(branch.node, [_without(one, here) for one in branch.children if one.node.section_id not in here])


def _copy_branch(branch, draft, above, places):
    place = next(places)
    node = _copy_of(branch.node, draft, above, place)
    node.number = f"~~{place - _FAR}"
    node.save()
    for child in branch.children:
        _copy_branch(child, draft, node, places)


def copied(base, draft, *, with_statements=False):
    """The nodes of the base as the draft begins; an audience that is only that of what it stands in is inherited again.

    `with_statements`: what was said of the changes comes along, as the same changes are still to be published.
    """
    from .models import EditionNode

    nodes, copies = {node.pk: node for node in base.nodes.order_by("position")}, {}
    level = [node for node in nodes.values() if node.parent_id is None]
    while level:
        for node in level:
            above = nodes.get(node.parent_id)
            copies[node.pk] = _copy_of(node, draft, copies.get(node.parent_id), node.position)
            for name in STATEMENTS if with_statements else ():
                setattr(copies[node.pk], name, getattr(node, name))
            if above and above.audience == node.audience:
                copies[node.pk].audience = []
        EditionNode.objects.bulk_create(copies[node.pk] for node in level)
        keys = {node.pk for node in level}
        level = [node for node in nodes.values() if node.parent_id in keys]


def renumber(draft, parts):
    """Write order, parents and numbers; the first part keeps counting from where it did, so a part 0 stays."""
    from .models import EditionNode

    known = [int(part.node.number) for part in parts if part.node.number.isdigit()]
    start = min(known, default=1) if min(known, default=1) < 2 else 1
    nodes = list(_numbered(parts, None, "", start))
    for position, node in enumerate(nodes):
        node.position = position
    # Two steps, as number and place are unique: first far away, then where they belong.
    draft.nodes.update(position=F("position") + 2 * _FAR, number=Concat(Value("~"), "pk"))
    EditionNode.objects.bulk_update(nodes, ["parent", "position", "number"])


def _numbered(branches, above, number, start=1):
    """Nodes in reading order."""
    for place, branch in enumerate(branches, start=start):
        branch.node.parent, branch.node.number = above, f"{number}{place}"
        yield branch.node
        yield from _numbered(branch.children, branch.node, f"{number}{place}.")


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


def _move_in(row, branch, depth):
    place = row.index(branch)
    if place == 0:
        raise CannotStandThere(branch.code)
    if depth + branch.height > DEEPEST:
        raise TooDeep(branch.code)
    row[place - 1].children.append(branch)
    del row[place]


def _move_out(parts, above, branch):
    if not above:
        raise CannotStandThere(branch.code)
    above[-1].children.remove(branch)
    outer = above[-2].children if len(above) > 1 else parts
    outer.insert(outer.index(above[-1]) + 1, branch)


def _swap(row, place, way):
    other = place + {"up": -1, "down": 1}.get(way, len(row))
    if not 0 <= other < len(row):
        raise CannotStandThere(way)
    row[place], row[other] = row[other], row[place]


def _copy_of(node, draft, parent, position):
    from .models import EditionNode

    facts = {"number": node.number, "audience": node.audience, "required_reading": node.required_reading}
    return EditionNode(edition=draft, section_id=node.section_id, version_id=node.version_id, parent=parent, position=position, **facts)

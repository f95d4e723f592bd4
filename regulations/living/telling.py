"""What became of the things of a living block, in words: for the list of changes, the comparison and those who hear the page."""

from django.utils.translation import gettext as _

from ..changes.living import entities_between


def lines_of(block, before, after):
    """A line for each thing that came, went, changed its name, its facts or its place; some blocks say it in their own words.

    What stands in a table of its own, as the stages of a funnel do, says in which.
    """
    if block.lines:
        return block.lines(before, after)
    things = {thing["id"]: thing for thing in (*before, *after)}
    return [
        _within(block, things[entity.id], line)
        for entity in entities_between(before, after)
        for line in _lines(entity, block, things[entity.id])
    ]


def _within(block, thing, line):
    place = str(block.heading(thing["group_name"])) if thing.get("group_name") else ""
    return _("{place}: {line}").format(place=place, line=line) if place else line


def _lines(entity, block, thing):
    name = block.name_of(thing) or entity.name
    if entity.how == "added":
        return [_("“{name}” is new").format(name=name)]
    if entity.how == "removed":
        return [_("“{name}” is no more").format(name=name)]
    if entity.how == "renamed":
        return [_("“{name}” is the new name of “{was}”").format(name=name, was=entity.was)]
    if entity.how == "moved":
        return [_("“{name}” stands at another place").format(name=name)]
    columns, name = {column.fact: column for column in block.columns}, name or str(block.title)
    return [line for fact, (was, now) in entity.facts.items() if fact in columns for line in _fact(name, columns[fact], was, now)]


def _fact(name, column, was, now):
    facts = {"name": name, "column": str(column.title)}
    if isinstance(was, list) or isinstance(now, list):
        came, went = difference(was, now)
        lines = []
        if came:
            lines.append(_("“{name}”, {column}: now also {what}").format(what=said(column, came), **facts))
        if went:
            lines.append(_("“{name}”, {column}: no longer {what}").format(what=said(column, went), **facts))
        return lines
    return [_("“{name}”, {column}: [{was} → {now}]").format(was=said(column, was) or "–", now=said(column, now) or "–", **facts)]


def difference(was, now):
    """(items that came, items that went) of two lists, by what they say."""
    was, now = was or [], now or []
    return [one for one in now if one not in was], [one for one in was if one not in now]


def said(column, value):
    """A value as one reads it; "" for none."""
    if value is None or value == "":
        return ""
    return ", ".join(str(column.words(one)) for one in value) if isinstance(value, list) else str(column.words(value))

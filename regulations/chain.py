"""The hash of an edition binds its whole text to the edition before: nobody can rewrite the past unseen."""

import json

from .blocks import digest


def hash_of(edition):
    """sha256 over the previous edition's hash, this one's facts and every section in its place."""
    facts = {
        "previous": edition.previous.content_hash if edition.previous else "",
        "regulation": edition.regulation.code,
        "number": edition.number,
        "header": edition.header,
        "summary": edition.summary,
        "effective_at": edition.effective_at.isoformat(),
        "published_at": edition.published_at.isoformat(),
        "published_by": [edition.published_by_id, edition.published_by_name],
        "nodes": [_facts_of(node) for node in _nodes_of(edition)],
    }
    return mark_of(facts | _later_facts_of(edition))


def mark_of(facts):
    return digest(json.dumps(facts, sort_keys=True, ensure_ascii=False))


def draft_mark(edition):
    """Changes with everything that is written in a draft."""
    return mark_of({"number": edition.label, "header": edition.header, "nodes": [_facts_of(node) for node in _nodes_of(edition)]})[:32]


def problems_in(regulation):
    """What does not agree with the moment of publishing: one sentence per edition or section, none when all is well."""
    previous = None
    for edition in regulation.editions.published().select_related("previous", "regulation"):
        if edition.previous != previous:
            yield f"{edition}: it does not follow the edition before it"
        yield from _changed_texts(edition)
        if hash_of(edition) != edition.content_hash:
            yield f"{edition}: the edition is not what was published"
        previous = edition


def _changed_texts(edition):
    for node in _nodes_of(edition):
        for text in node.version.texts.all():
            if text.worked_out_seal() != text.seal:
                yield f"{edition}: section {node.number} {node.section.code} ({text.language}) was changed after it was published"


def _nodes_of(edition):
    return edition.nodes.select_related("section", "parent__section").prefetch_related("version__texts")


def _facts_of(node):
    facts = [
        node.position,
        node.number,
        str(node.section.uid),
        node.section.code,
        node.parent.section.code if node.parent else "",
        [[text.language, text.content_hash, text.worked_out_seal()] for text in node.version.texts.all()],
    ]
    more = _unusual(
        node,
        audience=[],
        required_reading=True,
        change_note="",
        change_class="substantive",
        class_confirmed_by_id=None,
        requires_test=False,
    )
    return [*facts, more] if more else facts


def _later_facts_of(edition):
    return _unusual(edition, minor=0, kind="full", highlight_days=None)


def _unusual(record, **usual):
    """Facts that editions have had since they were first sealed count only where they are not as they were then."""
    return {name: getattr(record, name) for name, value in usual.items() if getattr(record, name) != value}

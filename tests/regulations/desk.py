"""What an editor does at the desk, for the tests of drafts."""


def text(draft, code, language="en"):
    return draft.node_of(code).text_in(language, fallback=False)


def rewrite(draft, code, markdown, *, by, language="en", title=None):
    """Put other words into a section as somebody does who has just opened it."""
    now = text(draft, code, language)
    return draft.change_text(code, language, title or now.title, markdown, seen=now.content_hash, by=by)


def describe(draft, code, *, by, **values):
    node = draft.node_of(code)
    facts = {name: getattr(node, name) for name in ("audience", "required_reading", "change_note", "change_class", "requires_test")}
    draft.describe(code, by=by, **(facts | values))


def numbers(draft):
    return {node.section.code: node.number for node in draft.nodes.select_related("section")}


SUMMARY = {"en": "Two words changed."}

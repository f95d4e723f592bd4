"""Where a remark stands today: its paragraph is as it was, moved, changed, or gone. No remark is lost with its words."""

EXACT, MOVED, CHANGED, LOST, NONE = "exact", "moved", "changed", "lost", ""


def anchor_of(remark, texts):
    """The state of a remark among `texts`, {section id: [SectionText of the draft]}; NONE for one about a whole section."""
    if not remark.block_id:
        return NONE
    own = [block for text in texts.get(remark.section_id, ()) for block in text.blocks]
    here = next((block for block in own if block["id"] == remark.block_id), None)
    if here is not None:
        return EXACT if here["hash"] == remark.quote_hash else CHANGED
    everywhere = (block for others in texts.values() for text in others for block in text.blocks)
    return MOVED if any(block["hash"] == remark.quote_hash for block in everywhere) else LOST


def texts_of(draft):
    return {node.section_id: list(node.version.texts.all()) for node in draft.nodes.with_texts()}


def block_in(node, block_id):
    """The block of this id in a node's texts, None if there is none."""
    return next((block for text in node.version.texts.all() for block in text.blocks if block["id"] == block_id), None)

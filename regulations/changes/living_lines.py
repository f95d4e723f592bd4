"""What the living blocks of sections say otherwise, in lines of words that a reader may know."""

from collections import defaultdict

from ..living.blocks import Block, block_named
from ..living.telling import lines_of
from ..models import LivingSnapshot


def lines_between(changes, reader):
    """{pair: lines} of comparisons {(from version id, to version id, language): Changes}.

    A query, and those of the blocks, where there are any.
    """
    lines = defaultdict(list)
    for pair, block, before, after in seen_between(changes, reader):
        lines[pair] += lines_of(block, before, after)
    return dict(lines)


def seen_between(changes, reader):
    """[(pair, Block, things before, things after)] of what the living blocks say otherwise, as this reader may know it."""
    pairs = {pair: found.living for pair, found in changes.items() if found is not None and found.living}
    if not pairs or reader is None:
        return []
    blocks = {name: block_named(name) for names in pairs.values() for name in names}
    narrow = {name: block.lens() for name, block in blocks.items() if isinstance(block, Block)}
    kept = defaultdict(dict)
    for one in LivingSnapshot.objects.of_versions({version for pair in pairs for version in pair[:2]}):
        kept[one.version_id][one.block] = one.payload
    asked = [(pair, name) for pair, names in pairs.items() for name in names if name in narrow]
    return [
        (pair, blocks[name], narrow[name](kept[pair[0]][name], reader), narrow[name](kept[pair[1]][name], reader)) for pair, name in asked
    ]

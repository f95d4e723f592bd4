"""What the living blocks of sections say otherwise, in lines of words that a reader may know."""

from collections import defaultdict

from ..living.blocks import Block, block_named
from ..living.telling import lines_of
from ..models import LivingSnapshot


def lines_between(changes, reader):
    """{pair: lines} of comparisons {(from version id, to version id, language): Changes}.

    A query, and those of the blocks, where there are any.
    """
    pairs = {pair: found.living for pair, found in changes.items() if found is not None and found.living}
    if not pairs or reader is None:
        return {}
    blocks = {name: block_named(name) for names in pairs.values() for name in names}
    narrow = {name: block.lens() for name, block in blocks.items() if isinstance(block, Block)}
    kept = defaultdict(dict)
    for one in LivingSnapshot.objects.of_versions({version for pair in pairs for version in pair[:2]}):
        kept[one.version_id][one.block] = one.payload
    lines = defaultdict(list)
    for pair, names in pairs.items():
        for name in names:
            if see := narrow.get(name):
                lines[pair] += lines_of(blocks[name], see(kept[pair[0]][name], reader), see(kept[pair[1]][name], reader))
    return dict(lines)

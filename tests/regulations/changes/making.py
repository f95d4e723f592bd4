"""Texts without a database: what the engine needs of them."""

from dataclasses import dataclass, field

from regulations.blocks import blocks_of
from regulations.changes.between import between


@dataclass
class Text:
    markdown: str
    title: str = "Раздел"
    before: "Text | None" = None
    blocks: list = field(default_factory=list)

    def __post_init__(self):
        before = {"before": self.before.blocks, "was": self.before.markdown} if self.before else {}
        self.blocks = blocks_of(self.markdown, **before)


def changes(old, new, *, titles=("Раздел", "Раздел")):
    """What a reader of `old` is shown in `new`, with ids kept as they are when an edition is written."""
    before = Text(old, titles[0])
    return between(before, Text(new, titles[1], before))


def ops(found):
    return [op for change in found.blocks for ops in change.ops.values() for op in ops]


def one(found):
    """The only change of the only changed block."""
    (change,) = found.blocks
    (op,) = [op for ops in change.ops.values() for op in ops]
    return op


def hows(found):
    return [change.how for change in found.blocks]

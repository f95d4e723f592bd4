"""What the living blocks of a regulation's sections said to one person: a funnel one does not work in asks nobody to read again."""

from functools import cached_property

from ..living.blocks import Block, block_named
from ..models import LivingSnapshot


class LivingSays:
    """One query for the hashes; where two versions differ, one for what they kept
    and those of the blocks' lenses, for any number of people."""

    def __init__(self, regulation):
        self._rows = LivingSnapshot.objects.filter(version__section__regulation=regulation)
        self._lenses, self._said = {}, {}

    def says(self, version, person):
        """ "" where nothing was kept."""
        return "".join(f" {block}:{self._print(block, hash, person)}" for block, hash in self._hashes.get(version, ()))

    @cached_property
    def _hashes(self):
        """{version id: [(block, hash)]}, those of blocks that never said but one thing left out."""
        found, hashes = {}, {}
        for version, block, hash in self._rows.order_by("version", "block").values_list("version_id", "block", "hash"):
            found.setdefault(version, []).append((block, hash))
            hashes.setdefault(block, set()).add(hash)
        return {version: [(block, hash) for block, hash in rows if len(hashes[block]) > 1] for version, rows in found.items()}

    @cached_property
    def _payloads(self):
        return {(one.block, one.hash): one.payload for one in self._rows}

    def _print(self, name, hash, person):
        if (name, hash, person.pk) not in self._said:
            self._said[name, hash, person.pk] = self._worked_out(name, hash, person)
        return self._said[name, hash, person.pk]

    def _worked_out(self, name, hash, person):
        block = block_named(name)
        if not isinstance(block, Block):
            return hash
        if name not in self._lenses:
            self._lenses[name] = block.lens()
        return block.print_of(self._lenses[name](self._payloads[name, hash], person))

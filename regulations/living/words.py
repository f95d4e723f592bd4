"""What living blocks say as plain words: for the search and its excerpts."""

from collections import defaultdict

from django.utils import translation

from crm_project.lib.text import sort_key

from .blocks import Block, block_named
from .telling import said


def words_of(block, things):
    """ "Funnel “Sales”. Qualified: to know what to offer; 3. …" """
    lines, headed = [], set()
    for thing in things:
        if thing.get("group_name") and thing["group"] not in headed:
            headed.add(thing["group"])
            lines.append(block.heading(thing["group_name"]))
        facts = [said(column, thing.get(column.fact)) for column in block.columns if column.fact != "name"]
        lines.append(": ".join(filter(None, (block.name_of(thing), "; ".join(filter(None, facts))))))
    return ". ".join(filter(None, lines))


class LivingWords:
    """Of versions of sections, as one reader may know them: what their blocks said when they were frozen. A query for all of them,
    and those of the lenses."""

    def __init__(self, versions, reader, language):
        from ..models import LivingSnapshot

        self.reader, self.language, self._lenses = reader, language, {}
        self._kept = defaultdict(list)
        for one in LivingSnapshot.objects.of_versions(versions) if versions else ():
            self._kept[one.version_id].append(one)
        self._known = {}

    def of(self, version):
        return " ".join(self._words(one) for one in self._kept.get(version, ()))

    def hold(self, version, stems, text):
        """Whether the text and its blocks together have all of the words."""
        words = self.of(version)
        return bool(words) and all(stem in text or stem in sort_key(words) for stem in stems)

    def _words(self, snapshot):
        key = snapshot.block, snapshot.hash
        if key not in self._known:
            block = block_named(snapshot.block)
            with translation.override(self.language):
                self._known[key] = words_of(block, self._lens(block)(snapshot.payload, self.reader)) if isinstance(block, Block) else ""
        return self._known[key]

    def _lens(self, block):
        if block.lens not in self._lenses:
            self._lenses[block.lens] = block.lens()
        return self._lenses[block.lens]

"""The verbs that make two sections of one in a draft, and one of two. `by` and locks are as for every verb of a draft."""

from django.db import models, transaction

from .. import audience, contents
from ..anchors import block_in
from ..carrying.found import LONGEST_TEXT
from ..dividing import divided, joined, mark_of_texts
from ..links import LINK, split, without_codes
from ..refusals import DifferentReaders, DraftChanged, TooLong
from ..writing import say, sweep


class Dividing(models.Model):
    class Meta:
        abstract = True

    def split_section(self, code, block_id, titles, *, seen, by):
        """From a block on, a section of its own right behind this one, for the same readers. Answers its node; twice is once.

        Its title is the heading it begins with, or that of `titles` {language: title}; `seen` is the mark of the texts that were
        looked at (`mark_of_texts`). Refuses with CannotBeCut, TitleNeeded or DraftChanged. Joining it again is the way back.
        """
        with transaction.atomic():
            self._begin(by)
            node = self.node_of(code)
            if (made := self._split_off_before(node, block_id)) is not None:
                return made
            if seen != mark_of_texts(node):
                raise DraftChanged(str(self))
            halves = divided(list(node.version.texts.all()), block_id, titles)
            self._say_halves(node, {language: old for language, (old, _new) in halves.items()}, by)
            made = contents.split_off(self, node, {language: new for language, (_old, new) in halves.items()})
            self._touch(made, by)
            sweep(self.regulation)
            self._note("section_split", by, section=code, people=made.section.code)
        return made

    def join_section(self, code, *, seen, by, keeps_title=True):
        """All that a section says goes behind the one before it, and what stands in it moves along. Answers the node that stays.

        Links of the draft follow. `seen` marks the texts of both, the one before first. Refuses with CannotStandThere where there
        is none before, DifferentReaders, TooLong or DraftChanged. Splitting it again is the way back.
        """
        with transaction.atomic():
            self._begin(by)
            node, into = self.node_of(code), self.node_of(contents.before(self, code))
            if seen != mark_of_texts(into, node):
                raise DraftChanged(str(self))
            if self._readers_of(into) != self._readers_of(node):
                raise DifferentReaders(code)
            made = joined(into.version.texts.all(), node.version.texts.all(), keeps_title=keeps_title)
            if any(len(one.markdown) > LONGEST_TEXT for one in made.values()):
                raise TooLong(code)
            contents.joined(self, code)
            into = self.node_of(into.section.code)
            self._say_halves(into, made, by)
            self._lead_links(code, into.section.code, by)
            sweep(self.regulation)
            self._note("section_joined", by, section=code, people=into.section.code)
        return into

    # -- steps ---------------------------------------------------------------

    def _split_off_before(self, node, block_id):
        """The section that the same press made a moment ago."""
        behind = contents.behind(self, node.section.code)
        if behind is None or block_in(node, block_id):
            return None
        made, base = self.node_of(behind.section.code), self.base
        before = base.nodes.with_texts().filter(section=node.section_id).first() if base else None
        heading = block_in(before, block_id) if before else None
        titles = {text.title for text in made.version.texts.all()}
        is_its_title = heading is not None and heading["kind"] == "h" and without_codes(heading["text"]) in titles
        return made if block_in(made, block_id) or is_its_title else None

    def _say_halves(self, node, halves, by):
        texts = {text.language: (text.title, text.markdown) for text in node.version.texts.all()}
        texts |= {language: (half.title, half.markdown) for language, half in halves.items()}
        node.version = say(node, texts, self.base, kept={language: half.kept for language, half in halves.items()})
        node.class_confirmed_by = None
        self._touch(node, by, "version", "class_confirmed_by")

    def _readers_of(self, node):
        return audience.resolved(list(self.nodes.order_by("position")))[node.pk], node.required_reading

    def _lead_links(self, code, to, by):
        """Links of this draft to a section that is no more lead to the one that took it in; their words stay."""
        own = self.regulation.code

        def led(found):
            if split(found[1], own) != (own, code):
                return found[0]
            return f"[[{to}|{found[2]}]]" if found[2] else f"[[{to}]]"

        for node in self.nodes.with_texts().filter(version__texts__markdown__contains=code).distinct():
            texts = {text.language: (text.title, text.markdown) for text in node.version.texts.all()}
            told = {language: (title, LINK.sub(led, markdown)) for language, (title, markdown) in texts.items()}
            if told != texts:
                node.version = say(node, told, self.base)
                self._touch(node, by, "version")

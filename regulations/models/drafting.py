"""The verbs of a draft: what its sections say, where they stand, who reads them, and what is told about the change.

`by` needs the right to edit the handbook; every verb locks the draft, so that two editors follow one another.
"""

from django.db import models, transaction

from crm_project.lib import clock
from crm_project.lib.text import clean, clean_line
from timeline.models import Entry

from .. import contents
from ..refusals import DraftChanged, NotADraft, NotAllowed, TextConflict
from ..writing import link_by_code, say, sweep

QUIET_SECONDS = 3600


class Drafting(models.Model):
    class Meta:
        abstract = True

    def node_of(self, code):
        """The node of a section with its texts; DoesNotExist where the draft has none."""
        return self.nodes.with_texts().select_related("parent", "touched_by", "class_by", "class_confirmed_by").get(section__code=code)

    def change_text(self, code, language, title, markdown, *, seen, by):
        """What a section says in a language; `seen` is the `content_hash` of the text as the editor saw it, "" for none.

        A text that says what the base said goes back to its version; an empty one in a language that is not the source is
        taken out. Refuses with TextConflict where somebody saved another text meanwhile.
        """
        title, markdown = clean_line(title)[:200], link_by_code(clean(markdown))
        with transaction.atomic():
            self._begin(by)
            node = self.node_of(code)
            present = node.text_in(language, fallback=False)
            if (present.title, present.markdown) == (title, markdown) if present else not (title or markdown):
                return node
            if seen != (present.content_hash if present else ""):
                raise TextConflict(present, node)
            texts = {text.language: (text.title, text.markdown) for text in node.version.texts.all()}
            texts[language] = (title, markdown)
            node.version = say(node, {name: text for name, text in texts.items() if any(text)}, self.base)
            node.class_confirmed_by = None
            self._touch(node, by, "version", "class_confirmed_by")
            sweep(self.regulation)
            self._note("section_written", by, section=code)
        return node

    def describe(self, code, *, by, audience, required_reading, change_note, change_class, requires_test=False):
        """Who reads a section, whether they owe it, what is told about its change, and whether a test is given on it."""
        with transaction.atomic():
            self._begin(by)
            node = self.node_of(code)
            if change_class != node.change_class:
                node.class_by, node.class_confirmed_by = by, None
            if (audience, required_reading) != (node.audience, node.required_reading):
                node.class_confirmed_by = None
            node.audience, node.required_reading = sorted(audience), required_reading
            node.change_note, node.change_class = clean(change_note)[:300], change_class
            node.requires_test = requires_test
            names = ("requires_test", "audience", "required_reading", "change_note", "change_class", "class_by", "class_confirmed_by")
            self._touch(node, by, *names)
            self._note("section_described", by, section=code)

    def confirm_class(self, code, *, by):
        """A second person agrees that a change is editorial; where there is only one editor, that one."""
        with transaction.atomic():
            self._begin(by, writes=False)
            node = self.node_of(code)
            if node.class_by_id == by.pk and len(self.regulation.publishers) > 1:
                raise NotAllowed
            node.class_confirmed_by = by
            node.save(update_fields=["class_confirmed_by"])
            self._note("class_confirmed", by, section=code)

    def add_section(self, titles, *, by, parent="", code=""):
        """A new section, the last in its `parent` or the last part: `titles` are {language: title}. Answers its node."""
        with transaction.atomic():
            self._begin(by)
            node = contents.added(self, {name: clean_line(title)[:200] for name, title in titles.items()}, parent, code)
            self._touch(node, by)
            self._note("section_added", by, section=node.section.code)
        return node

    def place_section(self, code, way, *, by):
        """Move a section with all that stands in it "up" or "down" among its neighbours, "in" as the last of the one before, "out" to
        stand right behind what it stands in.
        """
        with transaction.atomic():
            self._begin(by)
            contents.moved(self, code, way)
            self._note("section_placed", by, section=code)

    def retire_section(self, code, *, by):
        """Take a section, with its clauses if it has any, out of the next edition; its address goes on answering."""
        with transaction.atomic():
            self._begin(by)
            contents.taken_out(self, code)
            sweep(self.regulation)
            self._note("section_retired", by, section=code)

    def put_back(self, code, *, by):
        """A section of the edition in force that was taken out of the draft stands in it again as it was."""
        with transaction.atomic():
            self._begin(by)
            contents.put_back(self, code)
            self._note("section_put_back", by, section=code)

    def change_header(self, header, *, seen, by):
        """The passport; `seen` is the header as the editor saw it."""
        with transaction.atomic():
            self._begin(by)
            if self.header == header:
                return
            if seen != self.header_mark:
                raise DraftChanged(str(self))
            self.header = header
            self.save(update_fields=["header"])
            self._note("header_written", by)

    @property
    def header_mark(self):
        from ..chain import mark_of

        return mark_of(self.header)

    def throw_away(self, *, by):
        """Nothing of the draft will be published."""
        with transaction.atomic():
            self._begin(by, writes=False)
            regulation, number = self.regulation, self.label
            self.nodes.all().delete()
            sweep(regulation)
            self.rounds.all().end()
            self.delete()
            regulation.record("draft_dropped", by=by, audience=Entry.Audience.ADMINS, number=number, code=regulation.code)

    # -- steps ---------------------------------------------------------------

    def _begin(self, by, *, writes=True):
        """Lock, check, and take the draft as it is stored; who writes becomes one of its authors and undoes an asked approval."""
        if by and not by.may("edit", "regulation"):
            raise NotAllowed
        type(self).objects.select_for_update(no_key=True).filter(pk=self.pk).first()
        try:
            self.refresh_from_db()
        except type(self).DoesNotExist:
            raise NotADraft from None
        if not self.is_draft:
            raise NotADraft(str(self))
        if writes and by and (by.pk not in self.authors or self.ready_at):
            self.authors = sorted({*self.authors, by.pk})
            self.ready_at = self.ready_by = None
            self.save(update_fields=["authors", "ready_at", "ready_by"])

    def _touch(self, node, by, *names):
        node.touched_by, node.touched_at = by, clock.now()
        node.save(update_fields=[*names, "touched_by", "touched_at"])

    def _note(self, verb, by, **facts):
        """Saving the same section again within the hour is the same line of the history."""
        last = self.regulation.entries.newest_first().first()
        facts = {"number": self.label, "code": self.regulation.code, **facts}
        is_same = last and last.verb == verb and last.actor == by and last.details == facts
        if not is_same or (clock.now() - last.happened_at).total_seconds() > QUIET_SECONDS:
            self.regulation.record(verb, by=by, audience=Entry.Audience.ADMINS, **facts)

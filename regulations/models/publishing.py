"""The verbs that end a draft: publishing it at once or for a day, and withdrawing what is still to come."""

from zoneinfo import ZoneInfo

from django.db import models, transaction

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Entry

from .. import audience, effects
from ..chain import hash_of
from ..checks import grave_in
from ..links import dead_links_in
from ..living.freezing import freeze
from ..refusals import (
    AlreadyInForce,
    DeadLinks,
    DraftChanged,
    EmptyEdition,
    NoSummary,
    NotADraft,
    NotAfterThePrevious,
    NotAllowed,
    NotReady,
)


class Publishing(models.Model):
    class Meta:
        abstract = True

    @property
    def mark(self):
        """Changes with everything that was written in the draft: what was looked at is what is published."""
        from ..chain import draft_mark

        return draft_mark(self)

    def publish(self, *, by, effective_at=None, summary=None, highlight_days=None, seen=None):
        """Seal the draft: from then on neither it nor its text ever changes. All of it or nothing.

        A person says what changed since the edition before (`summary`, {language: words}); `seen` is the `mark` of the
        draft that was looked at. With a later `effective_at` it is announced and holds from then on. Answers which versions
        of sections gave way to others as their living blocks say something else, {version id: version id}.
        """
        with transaction.atomic():
            now = self._lock_to_publish(by, seen)
            effective_at = effective_at or now
            if summary is not None:
                self.summary = {language: clean(words) for language, words in summary.items() if clean(words)}
            if highlight_days is not None:
                self.highlight_days = highlight_days
            self._settle_audiences()
            replaced = freeze(self)
            self._check(effective_at, by)
            self.effective_at, self.published_at, self.published_by = effective_at, now, by
            self.published_by_name = str(by) if by else ""
            self._date_the_header()
            self.content_hash = hash_of(self)
            self.save()
            if self.kind == self.Kind.FULL:
                self.regulation.plan_review(effective_at)
            number = self.label if self.minor else self.number
            self.regulation.record("edition_published", by=by, number=number, code=self.regulation.code)
            self._tell(effective_at)
        return replaced

    def withdraw(self, *, by):
        """An announced edition will not come into force; its number is not used again, and what it said is the draft once more."""
        from ..contents import copied

        if by and not by.may("edit", "regulation"):
            raise NotAllowed
        with transaction.atomic():
            locked = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            if locked.withdrawn_at:
                return
            if not locked.is_scheduled:
                raise AlreadyInForce(str(self))
            self.withdrawn_at, self.withdrawn_by = clock.now(), by
            self.save(update_fields=["withdrawn_at", "withdrawn_by"])
            facts = {"number": self.label, "code": self.regulation.code}
            self.regulation.record("edition_withdrawn", by=by, audience=Entry.Audience.ADMINS, **facts)
            effects.withdrawn(self)
            if self.kind == self.Kind.FULL and not self.regulation.draft:
                draft = self.regulation.start_draft(by=by, header=self.header, summary=self.summary)
                draft.authors = self.authors
                draft.save(update_fields=["authors"])
                copied(self, draft, with_statements=True)

    # -- steps ---------------------------------------------------------------

    def _lock_to_publish(self, by, seen):
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        self.refresh_from_db()
        if not self.is_draft:
            raise NotADraft(str(self))
        if seen is not None and seen != self.mark:
            raise DraftChanged(str(self))
        if by:
            self.check_who_publishes(by)
        self.previous = self.regulation.editions.last_published()
        return clock.now()

    def _settle_audiences(self):
        """What was set here and what the part allows become one list."""
        nodes = list(self.nodes.all())
        whole = audience.resolved(nodes)
        changed = [node for node in nodes if whole[node.pk] is not None and whole[node.pk] != node.audience]
        for node in changed:
            node.audience = whole[node.pk]
        if changed:
            type(changed[0]).objects.bulk_update(changed, ["audience"])

    def _check(self, effective_at, by):
        if not self.nodes.exists():
            raise EmptyEdition(str(self))
        base = self.base
        if base and base.effective_at >= effective_at:
            raise NotAfterThePrevious(str(self))
        if self.kind == self.Kind.CONFIG:
            return
        if dead := dead_links_in(self):
            raise DeadLinks(dead)
        if grave := grave_in(self):
            raise NotReady(grave)
        if by and base and self.kind == self.Kind.FULL and not any(self.summary.values()):
            raise NoSummary(str(self))

    def _date_the_header(self):
        """Issued when the first edition took effect, revised when this one does."""
        first = self.regulation.editions.valid().order_by("effective_at").first()
        day = company_day(self.effective_at).isoformat()
        facts = {"issued_on": _issued_on(first) if first else day, "revised_on": day}
        if self.kind == self.Kind.CONFIG and first:
            facts["revised_on"] = self.base.header.get("facts", {}).get("revised_on", day)
        self.header = {**self.header, "facts": {**self.header.get("facts", {}), **facts}}

    def _tell(self, effective_at):
        from .effect import EditionEffect

        row = EditionEffect.objects.create(edition=self, due_at=effective_at)
        effects.published(self)
        row.take()


def company_day(moment):
    return moment.astimezone(ZoneInfo(Workspace.current().zone)).date()


def _issued_on(first):
    return first.header.get("facts", {}).get("issued_on") or company_day(first.effective_at).isoformat()

"""Who may publish a draft, and how a second person is asked to."""

from django.db import models, transaction

from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Entry

from ..refusals import NotADraft, NotAllowed, NoteNeeded, OwnDraft


class Approving(models.Model):
    class Meta:
        abstract = True

    def may_be_published_by(self, person):
        try:
            self.check_who_publishes(person)
        except (NotAllowed, OwnDraft):
            return False
        return True

    def check_who_publishes(self, person):
        """Under four eyes not who wrote it; where everybody who could has written in it, not who asked for the approval."""
        publishers = {one.pk for one in self.regulation.publishers}
        if person.pk not in publishers:
            raise NotAllowed
        if self.regulation.four_eyes and len(publishers) > 1 and person.pk in self.authors:
            if publishers - set(self.authors) or self.ready_by_id in (None, person.pk):
                raise OwnDraft(str(self))

    @property
    def approvers(self):
        """Who may publish what stands in the draft now."""
        return [one for one in self.regulation.publishers if self.may_be_published_by(one)]

    def ask_to_approve(self, *, by, summary=None):
        """The text is written; whoever may publish it is told, and finds the `summary` {language: words} filled in."""
        from ..notices import tell_approvers

        with transaction.atomic():
            self._begin(by, writes=False)
            self.ready_at, self.ready_by = clock.now(), by
            if summary:
                self.summary = {language: clean(words)[:1000] for language, words in summary.items() if clean(words)}
            self.save(update_fields=["ready_at", "ready_by", "summary"])
            self.regulation.record("approval_asked", by=by, audience=Entry.Audience.ADMINS, number=self.label, code=self.regulation.code)
            tell_approvers(self, by)

    def send_back(self, why, *, by):
        """The approver does not publish it so; who asked is told why."""
        from ..notices import tell_sent_back

        why = clean(why)[:1000]
        if not why:
            raise NoteNeeded
        with transaction.atomic():
            type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            self.refresh_from_db()
            if not self.is_draft:
                raise NotADraft(str(self))
            if by.pk not in {one.pk for one in self.regulation.publishers}:
                raise NotAllowed
            asked_by, asked_at = self.ready_by, self.ready_at
            self.ready_at = self.ready_by = None
            self.save(update_fields=["ready_at", "ready_by"])
            self.regulation.record("draft_sent_back", by=by, audience=Entry.Audience.ADMINS, number=self.label, why=why)
            if asked_by:
                tell_sent_back(self, asked_by, asked_at, by, why)

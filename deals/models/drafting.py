"""An edit that open cards would feel waits in a draft; looked at, it is published as one version."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from crm_project.lib import clock
from timeline.models import Entry

from ..changes import change_of
from ..refusals import EditConflict


class Drafting(models.Model):
    """The verbs of the draft. `by` needs the right to configure."""

    class Meta:
        abstract = True

    @property
    def open_draft(self):
        """The draft as it is stored now, None if there is none."""
        try:
            return self.draft
        except ObjectDoesNotExist:
            return None

    @property
    def drafted(self):
        """The changes of the draft that still can be made, in order."""
        changes = [change_of(one) for one in self.open_draft.changes] if self.open_draft else []
        return [change for change in changes if change.holds(self)]

    def propose(self, change, *, by):
        """Make a change at once if no open card would feel it; else it waits in the draft. Tells whether it waits."""
        with transaction.atomic():
            self._begin(by)
            change.check(self)
            self._forget_draft_cache()
            others = [one for one in self.drafted if one.place != change.place]
            change.check_beside(others, self)
            waits = change.touches(self) or any(one.goes_before(change) for one in others)
            self._keep_draft([*others, change] if waits else others, by)
            if not waits and not change.is_done(self):
                self._note(**change.make(self, by=by), by=by)
        return waits

    def withdraw(self, place, *, by):
        """Take one change out of the draft again."""
        with transaction.atomic():
            self._begin(by)
            self._forget_draft_cache()
            self._keep_draft([one for one in self.drafted if one.place != place], by)

    def drop_draft(self, *, by):
        """Nothing of the draft will be made."""
        with transaction.atomic():
            self._begin(by)
            self._forget_draft_cache()
            if self.open_draft:
                self._keep_draft([], by)
                self.record("draft_dropped", by=by, audience=Entry.Audience.ADMINS, funnel=self.name)

    def publish(self, *, by, seen, grace_until=None):
        """Make all changes of the draft by one short transaction, as one version. `seen` is the mark of the draft that was
        looked at; until `grace_until` its new demands are made of new cards only."""
        with transaction.atomic():
            self._begin(by)
            self._forget_draft_cache()
            draft = self.open_draft
            if draft is None or draft.mark != seen:
                raise EditConflict(self)
            facts = [change.make(self, by=by, grace_until=grace_until) for change in self.drafted]
            draft.delete()
            self._forget_draft_cache()
            if facts:
                self._note("draft_published", by, changes=facts, count=len(facts))

    # -- steps ---------------------------------------------------------------

    def _forget_draft_cache(self):
        self._state.fields_cache.pop("draft", None)

    def _keep_draft(self, changes, by):
        draft, kept = self.open_draft, [change.kept for change in changes]
        if draft is None:
            if kept:
                self.draft = self._meta.get_field("draft").related_model.objects.create(
                    funnel=self, changes=kept, started_by=by, started_at=clock.now()
                )
        elif not kept:
            draft.delete()
            self._forget_draft_cache()
        elif kept != draft.changes:
            draft.changes, draft.mark = kept, draft.mark + 1
            draft.save(update_fields=["changes", "mark"])

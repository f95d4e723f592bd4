"""Discussion of a draft: a round with its participants, their remarks and what each thinks of it."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Entry

from ..refusals import NoSuchThread, NotADraft, NotAllowed, NoteNeeded, RoundIsOpen, RoundIsOver, TooEarly, TooShort
from .section import Section


class RoundQuerySet(models.QuerySet):
    def going_on(self, at=None):
        return self.filter(closed_at=None, closes_at__gt=at or clock.now())

    def to_close(self, at):
        return self.filter(closed_at=None, closes_at__lte=at)

    def with_draft(self):
        """Those whose draft is still a draft."""
        return self.filter(edition__published_at=None, edition__isnull=False).select_related("regulation", "edition")

    def end(self, at=None):
        self.filter(closed_at=None).update(closed_at=at or clock.now())

    def visible_to(self, user):
        """Who writes the handbook or approves this draft; whoever was asked, while the round is open."""
        if user.may("edit", "regulation"):
            return self
        asked = Q(stances__person=user, closed_at=None, closes_at__gt=clock.now())
        return self.filter(Q(edition__regulation__approver=user) | asked).distinct()


class DiscussionRound(models.Model):
    """People look at the draft until a moment. `threads` are [{"key", "title"}], what is talked about beside the sections."""

    edition = models.ForeignKey("Edition", null=True, on_delete=models.SET_NULL, related_name="rounds")
    regulation = models.ForeignKey("Regulation", on_delete=models.PROTECT, related_name="rounds")
    template = models.CharField(max_length=20, blank=True)
    threads = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [models.UniqueConstraint(fields=["edition"], condition=Q(closed_at=None), name="one_open_round_per_draft")]

    def __str__(self):
        return f"{self.regulation.code} {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self):
        return self.closed_at is None and self.closes_at > clock.now()

    def has_thread(self, key):
        return any(one["key"] == key for one in self.threads)

    @classmethod
    def open(cls, draft, *, by, closes_at, participants, template="", threads=()):
        """Ask these people about the draft; each is told once. Refuses a round shorter than the regulation wants."""
        from ..notices import tell_participants

        days = draft.regulation.min_discussion_days
        if closes_at < clock.now() + timedelta(days=days) - timedelta(hours=1):
            raise TooShort(days)
        with transaction.atomic():
            draft._begin(by, writes=False)
            if draft.rounds.filter(closed_at=None).exists():
                raise RoundIsOpen(str(draft))
            facts = {"template": template, "threads": list(threads), "opened_at": clock.now(), "opened_by": by, "closes_at": closes_at}
            opened = cls.objects.create(edition=draft, regulation=draft.regulation, **facts)
            Stance.objects.bulk_create(Stance(round=opened, person=person) for person in participants)
            opened._note("round_opened", by, people=len(participants))
            tell_participants(opened, participants, by)
        return opened

    @property
    def is_young(self):
        """Whether it has not lasted as long as the regulation wants a discussion to."""
        return clock.now() < self.opened_at + timedelta(days=self.regulation.min_discussion_days) - timedelta(hours=1)

    def close(self, *, by, why=""):
        """Nothing is said in it any more; what is open is settled by the editors. Somebody who ends it early says why."""
        why = clean(why)
        with transaction.atomic():
            held = DiscussionRound.objects.select_for_update(of=("self",)).select_related("regulation").get(pk=self.pk)
            if held.closed_at is not None:
                return
            is_early = by is not None and held.is_young
            if is_early and not why:
                raise TooEarly(held.regulation.min_discussion_days)
            DiscussionRound.objects.filter(pk=self.pk).update(closed_at=clock.now())
            if is_early:
                self._note("round_cut_short", by, why=why)
            else:
                self._note("round_closed", by)

    def remark(self, *, by, kind, text, section=None, block_id="", quote="", quote_hash="", thread="", proposed_text=""):
        """Somebody who was asked, or an editor, says something about a section, one paragraph of it or a thread. The same words on
        the same place are one remark.
        """
        if thread and not self.has_thread(thread):
            raise NoSuchThread(thread)
        with transaction.atomic():
            locked = DiscussionRound.objects.select_for_update(no_key=True).get(pk=self.pk)
            if not locked.is_open:
                raise RoundIsOver
            if not by.may("edit", "regulation") and not self.stances.filter(person=by).exists():
                raise NotAllowed
            place = {"section": section, "block_id": block_id, "quote": quote[:300], "quote_hash": quote_hash, "thread": thread}
            words = {"kind": kind, "text": clean(text)[:2000], "proposed_text": clean(proposed_text)[:2000]}
            made = self.remarks.open().filter(author=by, **place, **words).first()
            if made is not None:
                return made
            made = self.remarks.create(author=by, created_at=clock.now(), **place, **words)
            self.stances.filter(person=by).update(value=Stance.Value.HAS_REMARKS, at=clock.now())
            self._note("remark_made", by, about=str(kind))
        return made

    def take_stance(self, value, *, by):
        """What a participant thinks of the draft as a whole; the last word counts."""
        with transaction.atomic():
            locked = DiscussionRound.objects.select_for_update(no_key=True).get(pk=self.pk)
            if not locked.is_open:
                raise RoundIsOver
            if not self.stances.filter(person=by).update(value=value, at=clock.now()):
                raise NotAllowed

    @property
    def not_seen(self):
        """How many of those who were asked have not looked yet."""
        return self.stances.filter(value=Stance.Value.NOT_SEEN).count()

    def participation(self):
        """{value: [stances]} with the people by name, for who asked them."""
        told = {value: [] for value in Stance.Value}
        for stance in self.stances.select_related("person").order_by("person__last_name", "person__first_name"):
            told[Stance.Value(stance.value)].append(stance)
        return told

    def _note(self, verb, by, **facts):
        self.regulation.record(verb, by=by, audience=Entry.Audience.ADMINS, code=self.regulation.code, **facts)


class RemarkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Remark.State.OPEN)

    def objections(self):
        return self.filter(kind=Remark.Kind.OBJECTION)

    def of_draft(self, draft):
        return self.filter(round__edition=draft)

    def of(self, user):
        """What they said themselves, the newest first: theirs to read when the round is over too."""
        return self.filter(author=user).select_related("round__regulation", "resolved_by").order_by("-created_at", "-pk")

    def for_page(self):
        return self.select_related("author", "section", "resolved_by").order_by("created_at", "pk")


class Remark(models.Model):
    """What somebody said about the draft; it keeps the words it was about, whatever becomes of them."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        SUGGESTION = "suggestion", _("suggestion")
        OBJECTION = "objection", _("objection")
        TYPO = "typo", _("slip of the pen")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        ANSWERED = "answered", _("answered")

    round = models.ForeignKey(DiscussionRound, on_delete=models.PROTECT, related_name="remarks")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.PROTECT, related_name="remarks")
    block_id = models.CharField(max_length=8, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    quote_hash = models.CharField(max_length=16, blank=True)
    thread = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SUGGESTION)
    text = models.TextField(_("what is to be said"), max_length=2000)
    proposed_text = models.TextField(_("how it should read"), max_length=2000, blank=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    resolution_note = models.TextField(max_length=1000, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["round"], name="remarks_to_settle", condition=Q(state="open"))]

    def __str__(self):
        return self.text[:60]

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    def settle(self, state, note, *, by):
        """Accept, reject or answer it; an objection and a refusal need their words, and the author is told them."""
        from ..notices import tell_author

        if not by.may("edit", "regulation"):
            raise NotAllowed
        note = clean(note)[:1000]
        if not note and (self.kind == self.Kind.OBJECTION or state != self.State.ACCEPTED):
            raise NoteNeeded
        with transaction.atomic():
            locked = Remark.objects.select_for_update().get(pk=self.pk)
            if not locked.is_open:
                return
            self.state, self.resolution_note, self.resolved_by, self.resolved_at = state, note, by, clock.now()
            self.save(update_fields=["state", "resolution_note", "resolved_by", "resolved_at"])
            self.round._note("remark_settled", by, state=str(state))
            tell_author(self, by)

    def reopen(self, *, by):
        """Not settled after all, while the round is open."""
        if not by.may("edit", "regulation"):
            raise NotAllowed
        if not self.round.is_open:
            raise RoundIsOver
        if self.round.edition is None:
            raise NotADraft
        with transaction.atomic():
            self.state, self.resolution_note, self.resolved_by, self.resolved_at = self.State.OPEN, "", None, None
            self.save(update_fields=["state", "resolution_note", "resolved_by", "resolved_at"])
            self.round._note("remark_reopened", by)


class Stance(models.Model):
    """A participant of a round, and what they think of the draft."""

    class Value(models.TextChoices):
        AGREE = "agree", _("agrees")
        HAS_REMARKS = "has_remarks", _("has remarks")
        NOT_SEEN = "not_seen", _("has not looked")

    round = models.ForeignKey(DiscussionRound, on_delete=models.CASCADE, related_name="stances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=12, choices=Value, default=Value.NOT_SEEN)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="one_stance_of_a_person")]

    def __str__(self):
        return f"{self.person_id} {self.value}"

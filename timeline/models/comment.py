from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from crm_project.lib import clock
from crm_project.lib.once import made_before
from crm_project.lib.text import clean

from .entry import Entry

EDIT_MINUTES = 15


class CommentIsClosed(Exception):
    """Only the author changes a comment, and only for a quarter of an hour: later others have read it."""


class CommentQuerySet(models.QuerySet):
    def of(self, kind, pk):
        return self.filter(subject_kind=kind, subject_id=pk)

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def with_author(self, pk):
        return self.select_related("author").filter(pk=pk).first()

    def for_rows(self, ids):
        """By their ids, with what a timeline shows of them."""
        return self.filter(pk__in=ids).select_related("author", "parent__author").prefetch_related("mentioned")


class Comment(models.Model):
    """What a colleague wrote on a card; the entry "commented" shows it in the timeline."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(max_length=20_000)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    token = models.UUIDField(null=True, unique=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "created_at"], name="comments_of_a_card")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something")]

    def __str__(self):
        return self.text[:60]

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def leave(cls, record, text, *, by, parent=None, token=None):
        """Write on a card; one token makes one comment. Those named with @ who may see the card are told."""
        with transaction.atomic():
            if known := made_before(cls, token):
                return known
            comment = cls.objects.create(
                subject_kind=record.kind,
                subject_id=record.pk,
                author=by,
                text=clean(text),
                parent=parent,
                created_at=clock.now(),
                token=token,
            )
            # The words lie in the comment only, so that a removed one is really gone.
            Entry.fact(record.kind, record.pk, "commented", by=by, comment=comment.pk).save(force_insert=True)
            comment._tell(record, by, set())
        return comment

    def edit(self, text, record, *, by):
        """The author mends it within a quarter of an hour."""
        if not self.is_editable_by(by):
            raise CommentIsClosed
        with transaction.atomic():
            known = set(self.mentioned.values_list("pk", flat=True))
            self.text, self.edited_at = clean(text), clock.now()
            self.save(update_fields=["text", "edited_at"])
            self._tell(record, by, known)

    def remove(self, *, by):
        """The words disappear; that there was a comment stays."""
        if self.author_id != by.pk:
            raise CommentIsClosed
        self.deleted_at = clock.now()
        self.save(update_fields=["deleted_at"])

    def put_back(self, *, by):
        if self.author_id != by.pk:
            raise CommentIsClosed
        self.deleted_at = None
        self.save(update_fields=["deleted_at"])

    def is_editable_by(self, user):
        fresh = clock.now() - self.created_at <= timedelta(minutes=EDIT_MINUTES)
        return self.author_id == user.pk and self.deleted_at is None and fresh

    def _tell(self, record, by, known):
        from ..mentions import mentioned_in
        from ..signals import commented

        people = mentioned_in(self.text, record)
        self.mentioned.set(people)
        fresh = [person for person in people if person.pk not in known and person.pk != by.pk]
        commented.send(Comment, comment=self, record=record, mentioned=fresh, by=by)

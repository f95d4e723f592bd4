from django.conf import settings
from django.db import models
from django.db.models import Q


class CommentQuerySet(models.QuerySet):
    def of(self, kind, pk):
        return self.filter(subject_kind=kind, subject_id=pk)

    def live(self):
        return self.filter(deleted_at__isnull=True)


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

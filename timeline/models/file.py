import uuid

from django.conf import settings
from django.db import models


class FileQuerySet(models.QuerySet):
    def of(self, kind, pk):
        return self.filter(subject_kind=kind, subject_id=pk)

    def live(self):
        return self.filter(deleted_at__isnull=True)


class File(models.Model):
    """A file on a record: random name on disk, its own name only as data, checked before it is kept."""

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=255)
    stored_as = models.UUIDField(default=uuid.uuid4, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_inline = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "created_at"], name="files_of_a_card")]

    def __str__(self):
        return self.name

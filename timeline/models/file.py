import uuid

from django.conf import settings
from django.db import models, transaction

from crm_project.lib import clock

from ..holding import FileIsHeld, held
from .entry import Entry


class FileQuerySet(models.QuerySet):
    def of(self, kind, pk):
        return self.filter(subject_kind=kind, subject_id=pk)

    def outside(self, places):
        """Without the files of fields closed to a reader, (kind of record, key of the field)."""
        found = self
        for kind, key in sorted(places):
            found = found.exclude(subject_kind=kind, place=key)
        return found

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def by_pk(self, pk):
        return self.filter(pk=pk).first()

    def with_pks(self, pks):
        return self.filter(pk__in=pks)

    def newest_first(self):
        return self.select_related("uploaded_by").order_by("-created_at", "-pk")

    def thrown_away(self, before):
        """In the trash since before this moment, with bytes still on the disk."""
        return self.filter(deleted_at__lt=before, forgotten_at__isnull=True)


class File(models.Model):
    """A file on a record: random name on disk, its own name only as data, checked before it is kept.

    `place` is the key of the field of the record that the file stands in, if it stands in one.
    """

    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=255)
    stored_as = models.UUIDField(default=uuid.uuid4, unique=True)
    place = models.CharField(max_length=80, blank=True, default="", db_default="")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_inline = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "created_at"], name="files_of_a_card")]

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.is_inline and self.content_type.startswith("image/")

    # -- verbs ---------------------------------------------------------------

    def discard(self, *, by):
        """Into the trash: it can be taken back for thirty days, then the bytes go. What leans on the file keeps it."""
        with transaction.atomic():
            if words := held(self):
                raise FileIsHeld(words)
            self.deleted_at = clock.now()
            self.save(update_fields=["deleted_at"])
            self._record("file_removed", by)

    def restore(self, *, by):
        with transaction.atomic():
            self.deleted_at = None
            self.save(update_fields=["deleted_at"])
            self._record("file_restored", by)

    def _record(self, verb, by):
        facts = {"name": self.name, "file": self.pk, **({"place": self.place} if self.place else {})}
        Entry.fact(self.subject_kind, self.subject_id, verb, by=by, **facts).save(force_insert=True)

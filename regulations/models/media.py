import uuid

from django.conf import settings
from django.db import models

from .edition import Edition
from .node import EditionNode


class MediaFileQuerySet(models.QuerySet):
    def readable_by(self, user, key):
        """The file of this key if a section the person may read holds it in an edition they may read; else None."""
        found = self.filter(key=key).first()
        if found is None or user.may("edit", "regulation"):
            return found
        if not user.may("see", "regulation"):
            return None
        nodes = EditionNode.objects.filter(edition__in=Edition.objects.readable_by(user), edition__regulation__retired_at=None)
        shown = nodes.for_reader(user).open_today(user).filter(version__texts__markdown__contains=f"media:{key}")
        return found if shown.exists() else None

    def of_keys(self, keys):
        """{key: MediaFile}"""
        keys = set(keys)
        return {one.key: one for one in self.filter(key__in=keys)} if keys else {}


class MediaFile(models.Model):
    """A picture or a file of the handbook: its bytes never change and are named by their own sum, the same ones everywhere.

    `key` is the beginning of `sha256`: texts say `media:<key>`. Width and height are 0 of what is no picture.
    """

    key = models.CharField(max_length=16, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    mime = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    original_name = models.CharField(max_length=200)
    stored_as = models.UUIDField(default=uuid.uuid4, unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = MediaFileQuerySet.as_manager()

    def __str__(self):
        return self.original_name

    @property
    def is_picture(self):
        return self.mime.startswith("image/")

    @property
    def is_video(self):
        return self.mime.startswith("video/")

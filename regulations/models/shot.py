import uuid

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock


class ShotImageQuerySet(models.QuerySet):
    def called(self, key, language, digest):
        """By the beginning of its sha256, as addresses have it."""
        return self.filter(key=key, language=language, sha256__startswith=digest).first()


class ShotImage(models.Model):
    """A picture of a screen as it was taken: never changed, as editions show it for ever.

    `boxes` [{"n", "help", "x", "y", "w", "h"}] are in CSS pixels of the picture, which is `scale` times as large.
    """

    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    sha256 = models.CharField(max_length=64)
    stored_as = models.UUIDField(default=uuid.uuid4, unique=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    scale = models.FloatField()
    boxes = models.JSONField()
    app_version = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    objects = ShotImageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "language", "sha256"], name="a_picture_of_a_screen_is_kept_once")]

    def __str__(self):
        return f"{self.key} {self.language}"

    @property
    def shown_width(self):
        return round(self.width / self.scale)

    @property
    def shown_height(self):
        return round(self.height / self.scale)

    def box_of(self, help_key):
        return next((box for box in self.boxes if box["help"] == help_key), None)


class ShotQuerySet(models.QuerySet):
    def with_images(self):
        return self.select_related("image")

    def of_key(self, key):
        return self.filter(key=key)

    def image_for(self, key, language):
        """The picture in a language, else in the other one, or None."""
        images = {shot.language: shot.image for shot in self.with_images().filter(key=key) if shot.image}
        return images.get(language) or next(iter(images.values()), None)

    def ask_again(self, keys=None, *, by):
        """Somebody wants them taken again: the next tick does. Twice is once."""
        from .regulation import Regulation

        with transaction.atomic():
            found = self.filter(key__in=keys) if keys is not None else self.all()
            asked = found.filter(asked_at=None).update(asked_at=clock.now())
            handbook = Regulation.objects.order_by("position", "pk").first()
            if asked and handbook is not None:
                handbook.record("shots_asked", by=by, keys=sorted(keys or []))
        return asked


class Shot(models.Model):
    """How the picture of a recipe stands in one language: the last one taken, what it was made of, and what went wrong since.

    `made_from` is the digest of the recipe, the version of the system and the settings it shows, as they were at the last try.
    """

    class Fault(models.TextChoices):
        MISSING = "missing", _("what is numbered is not on the screen")
        SCREEN = "screen", _("the screen does not open")
        BROWSER = "browser", _("the browser did not answer")
        SCENE = "scene", _("the made-up people could not be made")

    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    image = models.ForeignKey(ShotImage, null=True, on_delete=models.PROTECT, related_name="+")
    made_from = models.CharField(max_length=64, blank=True)
    fault = models.CharField(max_length=8, choices=Fault, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    tried_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    objects = ShotQuerySet.as_manager()

    class Meta:
        ordering = ["key", "language"]
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="one_picture_of_a_screen_per_language")]

    def __str__(self):
        return f"{self.key} {self.language}"

    # -- verbs ---------------------------------------------------------------

    def fail(self, fault, detail, *, made_from):
        """The picture is stale; the one before stays."""
        self.fault, self.detail, self.made_from = fault, detail[:300], made_from
        self._tried()

    def keep(self, image, *, made_from):
        """A new picture, or the same one as before: it is up to date."""
        self.image, self.fault, self.detail, self.made_from = image, "", "", made_from
        self._tried()

    def _tried(self):
        self.tried_at, self.asked_at = clock.now(), None
        self.save()

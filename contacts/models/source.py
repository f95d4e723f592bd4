from django.db import models
from django.utils.translation import gettext_lazy as _


class DictionaryQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def called(self, name):
        """The word of this name, however its letters are cased, or None."""
        return self.filter(name__iexact=name).first()


class DictionaryWord(models.Model):
    """A word of a dictionary the company keeps: used words are retired, never deleted."""

    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DictionaryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Channel(DictionaryWord):
    """By which way an enquiry arrived: phone, site, messenger, mail, fair, recommendation."""

    icon = models.CharField(max_length=40, default="world")

    class Meta(DictionaryWord.Meta):
        constraints = [models.UniqueConstraint(fields=["name"], name="one_channel_per_name")]


class Source(DictionaryWord):
    """Where an enquiry came from. `code` marks the built-in ones, such as *office* for walk-ins."""

    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="sources")
    code = models.SlugField(max_length=40, null=True, blank=True, unique=True)
    cost = models.DecimalField(_("cost per month"), max_digits=15, decimal_places=2, null=True, blank=True)

    class Meta(DictionaryWord.Meta):
        constraints = [models.UniqueConstraint(fields=["name"], name="one_source_per_name")]

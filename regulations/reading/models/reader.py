from django.conf import settings
from django.db import models


class ReaderStateQuerySet(models.QuerySet):
    def of(self, user, sections):
        return self.filter(user=user, section__in=sections)


class ReaderState(models.Model):
    """What a reader has had before their eyes of a section: `seen_version` last, since `first_seen_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey("regulations.Section", on_delete=models.PROTECT, related_name="+")
    seen_version = models.ForeignKey("regulations.SectionVersion", null=True, on_delete=models.PROTECT, related_name="+")
    first_seen_at = models.DateTimeField()

    objects = ReaderStateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "section"], name="one_state_per_reader_and_section")]


class ReaderPlace(models.Model):
    """As what a person was last asked to read: a row that differs from the person is due to be looked at."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey("accounts.Position", null=True, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey("accounts.Role", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField()


class ReadingRound(models.Model):
    """Everybody concerned was asked to read this edition: once."""

    edition = models.OneToOneField("regulations.Edition", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()


class ReadingWatch(models.Model):
    """One row: up to which change of calendars and absences due dates were reckoned, and when what is old was last looked for."""

    configuration = models.BigIntegerField(default=0)
    looked_on = models.DateField(null=True)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="there_is_one_reading_watch")]

    @classmethod
    def locked(cls):
        """The row, held to the end of the transaction."""
        cls.objects.get_or_create(only=True)
        return cls.objects.select_for_update().get()

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy


class ReadAgainQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody took back."""
        return self.filter(withdrawn_at=None)

    def of_regulation(self, regulation):
        return self.filter(section__regulation=regulation)

    def of_people(self, people):
        return self.filter(user__in=people)

    def after_breaches(self):
        return self.standing().filter(reason=ReadAgain.Reason.BREACH)

    def of_origins(self, origins):
        return self.filter(origin__in=origins)


class ReadAgain(models.Model):
    """Somebody is to read a section once more although they know it: why, and because of what (`origin`, once for each).

    It is answered by an acknowledgement after `asked_at`, or waived with the reading, and stays for ever.
    """

    class Reason(models.TextChoices):
        BREACH = "breach", pgettext_lazy("why a section is read again", "its rule was broken again and again")
        INTERVAL = "interval", pgettext_lazy("why a section is read again", "it was confirmed long ago")
        ASSIGNED = "assigned", pgettext_lazy("why a section is read again", "the head asks for it")
        MISSED = "missed", pgettext_lazy("why a section is read again", "missed in a test")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings_again")
    section = models.ForeignKey("regulations.Section", on_delete=models.PROTECT, related_name="readings_again")
    reason = models.CharField(max_length=10, choices=Reason)
    origin = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReadAgainQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "section", "origin"], name="asked_again_once_for_each_cause")]
        indexes = [models.Index(fields=["origin"], name="asked_again_by_origin")]

    def __str__(self):
        return f"{self.section_id} {self.user_id} {self.origin}"

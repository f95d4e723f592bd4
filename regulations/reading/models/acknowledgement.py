from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AcknowledgementQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody has declared void."""
        return self.filter(void=None)

    def of_regulation(self, regulation):
        return self.filter(section__regulation=regulation)

    def of_people(self, people):
        return self.filter(user__in=people)

    def in_time(self):
        return self.order_by("at", "pk")

    def with_scan(self):
        return self.filter(scan__isnull=False).select_related("scan", "section__regulation")

    def on_the_sheet(self, versions):
        """Standing ones to these versions of sections, the latest first."""
        return self.standing().filter(version__in=versions).select_related("user", "scan").order_by("-at", "-pk")


class Acknowledgement(models.Model):
    """Somebody has read and understood this very text, and said so in these very words. Never changed, never deleted.

    `version` is empty where the section was taken out of the handbook and the person has noted that. A paper one carries
    the scan of the signature and who entered it; `signed_on` is the date on the paper.
    """

    class Method(models.TextChoices):
        CLICK = "click", pgettext_lazy("how one confirmed", "in the system")
        PASSWORD = "password", pgettext_lazy("how one confirmed", "with the password")
        PAPER = "paper", pgettext_lazy("how one confirmed", "on paper")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    section = models.ForeignKey("regulations.Section", on_delete=models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey("regulations.SectionVersion", null=True, on_delete=models.PROTECT, related_name="acknowledgements")
    edition = models.ForeignKey("regulations.Edition", on_delete=models.PROTECT, related_name="acknowledgements")
    statement = models.TextField(_("statement"))
    language = models.CharField(max_length=2)
    method = models.CharField(_("how"), max_length=8, choices=Method, default=Method.CLICK)
    at = models.DateTimeField()
    position_name = models.CharField(max_length=120, blank=True)
    department_name = models.CharField(max_length=120, blank=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    seconds_open = models.PositiveIntegerField(null=True)
    scan = models.ForeignKey("timeline.File", null=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["section", "user", "at"], name="acknowledged_of_a_section")]
        constraints = [
            models.CheckConstraint(
                condition=Q(method="paper", scan__isnull=False, entered_by__isnull=False)
                | (~Q(method="paper") & Q(scan__isnull=True, entered_by__isnull=True)),
                name="others_acknowledge_only_by_a_scan",
            )
        ]

    def __str__(self):
        return f"{self.section_id} {self.user_id}"


class AcknowledgementVoid(models.Model):
    """An acknowledgement that does not count, and why; the acknowledgement itself stays as it is."""

    acknowledgement = models.OneToOneField(Acknowledgement, on_delete=models.PROTECT, related_name="void")
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

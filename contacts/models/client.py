from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from fields.models import HasCustomFields
from timeline.models import Recorded

from ..querysets import ClientQuerySet


class Client(Recorded, HasCustomFields):
    """What a company and a person have in common: an owner, a history, ways to reach them."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("owner")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(
        "contacts.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("source")
    )
    segments = models.ManyToManyField("contacts.Segment", blank=True, related_name="%(class)ss", verbose_name=_("segments"))
    about = models.TextField(_("about"), max_length=5000, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    foreign_system = models.CharField(max_length=40, blank=True)
    foreign_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    touched_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, unique=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            GinIndex(OpClass(F("search_text"), "gin_trgm_ops"), name="%(class)s_search"),
            models.Index(fields=["owner", "-touched_at", "-id"], name="%(class)s_of_an_owner", condition=models.Q(deleted_at__isnull=True)),
            models.Index(fields=["-touched_at", "-id"], name="%(class)s_newest", condition=models.Q(deleted_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["foreign_system", "foreign_id"], condition=~models.Q(foreign_id=""), name="one_%(class)s_per_foreign_id"
            )
        ]

    def touch(self):
        """The client was dealt with just now; lists show the latest first."""
        type(self).objects.filter(pk=self.pk).update(touched_at=clock.now())

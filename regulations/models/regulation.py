from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from timeline.models import Recorded

from .edition import Edition


class DraftExists(Exception):
    """A regulation has one draft at a time; it is continued, not started again."""


class RegulationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Readers see what is in force; editors also what is being prepared or was retired."""
        if user.may("edit", "regulation"):
            return self
        return self.in_force() if user.may("see", "regulation") else self.none()

    def in_force(self, at=None):
        now = Edition.objects.in_force(at or clock.now())
        return self.filter(Exists(now.filter(regulation=OuterRef("pk"))), retired_at__isnull=True)


class Regulation(Recorded):
    """A document with rules; its text lives in editions, its code is for ever."""

    kind = "regulation"

    class Genre(models.TextChoices):
        HANDBOOK = "handbook", _("handbook")
        STANDARD = "standard", _("standard")
        INSTRUCTION = "instruction", _("instruction")
        CHECKLIST = "checklist", _("checklist")

    code = models.CharField(_("code"), max_length=20, unique=True)
    genre = models.CharField(_("kind"), max_length=12, choices=Genre, default=Genre.HANDBOOK)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    source_language = models.CharField(_("source language"), max_length=2, default="ru", choices=settings.LANGUAGES)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self):
        return self.code

    def edition_in_force(self, at=None):
        """The edition that holds now or held at a moment; None before the first."""
        return self.editions.in_force(at or clock.now()).first()

    def start_draft(self, *, by, header, summary=None):
        """Open the next edition as a draft; readers go on seeing the one in force."""
        with transaction.atomic():
            Regulation.objects.select_for_update().filter(pk=self.pk).first()
            if self.editions.drafts().exists():
                raise DraftExists(self.code)
            last = self.editions.published().last()
            edition = self.editions.create(
                number=last.number + 1 if last else 1, previous=last, header=header, summary=summary or {}, created_at=clock.now()
            )
            self.record("draft_started", by=by, number=edition.number)
        return edition

    def retire(self, *, by):
        """Readers no longer see it; every edition is kept."""
        with transaction.atomic():
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self.record("retired", by=by, code=self.code)

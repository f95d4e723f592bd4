import re

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.keeping import keep, path_of
from timeline.models import Entry, File, Recorded

from ..refusals import NotAllowed

NUMBER = re.compile(r"\{(number|year|month)\}")


class TemplateQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True).order_by("position", "pk")

    def seen_by(self, user):
        """Whoever shapes templates."""
        return self if user.has_right("configure") else self.none()


class Template(Recorded):
    """A DOCX whose marks are replaced by what a deal says. A new file is a new version; issued documents keep theirs."""

    kind = "document_template"

    class Type(models.TextChoices):
        OFFER = "offer", _("offer")
        CONTRACT = "contract", _("contract")
        INVOICE = "invoice", _("invoice")
        ACT = "act", _("act")

    type = models.CharField(_("kind"), max_length=10, choices=Type)
    name = models.CharField(_("name"), max_length=120)
    number_format = models.CharField(_("number"), max_length=60, default="{number}")
    language = models.CharField(_("language"), max_length=2, default="ru")
    code = models.SlugField(max_length=30, null=True, unique=True)
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("document template")

    def __str__(self):
        return self.name

    @property
    def needs_lines(self):
        return self.type != self.Type.CONTRACT

    def body(self):
        return path_of(self.file).read_bytes()

    def number_of(self, serial, day):
        """«СЧ-2026-0007» of «СЧ-{year}-{number}»"""
        facts = {"number": str(serial), "year": str(day.year), "month": f"{day.month:02d}"}
        return NUMBER.sub(lambda found: facts[found[1]], self.number_format)

    # -- verbs ---------------------------------------------------------------

    def shape(self, values, upload=None, *, by):
        """Create or change; `upload` is a checked DOCX."""
        if by and not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            for name, value in values.items():
                setattr(self, name, clean_line(value) if isinstance(value, str) else value)
            is_new = self.pk is None
            if is_new:
                self.save()
            if upload:
                self.file, self.version = keep(upload, self, by=by), self.version + 1
            self.save()
            verb = "template_added" if is_new else "template_changed"
            self.record(verb, by=by, audience=Entry.Audience.ADMINS, name=self.name, version=self.version)

    def retire(self, *, by):
        """Offered no more; what was issued by it stays."""
        if by and not by.has_right("configure"):
            raise NotAllowed
        with transaction.atomic():
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self.record("template_retired", by=by, audience=Entry.Audience.ADMINS, name=self.name)

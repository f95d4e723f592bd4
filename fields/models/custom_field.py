from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from timeline.models import Entry, Recorded


class CustomFieldQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def of(self, entity):
        return self.live().filter(entity=entity)

    def seen_by(self, user):
        """The fields that this person may see."""
        return self.live()


class CustomField(Recorded):
    """A field that the company added to its leads, deals, contacts or companies."""

    kind = "field"

    class Type(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        MONEY = "money", _("money")
        DATE = "date", _("date")
        CHOICE = "choice", _("choice")
        CHOICES = "choices", _("several choices")
        YES_NO = "yes_no", _("yes or no")
        FILE = "file", _("file")
        LINK = "link", _("link")
        USER = "user", _("colleague")
        CLIENT = "client", _("client")
        PHONE = "phone", _("phone")

    class Entity(models.TextChoices):
        LEAD = "lead", _("lead")
        DEAL = "deal", _("deal")
        CONTACT = "contact", _("contact")
        COMPANY = "company", _("company")

    entity = models.CharField(max_length=10, choices=Entity)
    code = models.SlugField(max_length=60)
    label = models.CharField(_("name"), max_length=120)
    hint = models.CharField(_("hint"), max_length=250, blank=True)
    type = models.CharField(_("type"), max_length=10, choices=Type)
    options = models.JSONField(_("choices"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["entity", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["entity", "code"], name="one_custom_field_per_code")]

    def __str__(self):
        return self.label

    @classmethod
    def add(cls, entity, values, *, by):
        """A new field; its code is made once and never used again."""
        with transaction.atomic():
            number = cls.objects.filter(entity=entity).count() + 1
            field = cls.objects.create(entity=entity, code=f"f{number}", position=number, **values)
            field.record("field_added", by=by, audience=Entry.Audience.ADMINS, label=field.label, entity=entity)
        return field


class HasCustomFields(models.Model):
    """A record whose custom values lie in one JSON column under the codes of their fields."""

    extra = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

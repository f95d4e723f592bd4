from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Position, Role
from timeline.models import Recorded

from .shaping import Shaping


class CustomFieldQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def retired(self):
        return self.filter(retired_at__isnull=False)

    def of(self, entity):
        return self.live().filter(entity=entity)

    def with_key(self, key):
        return self.filter(code=key.removeprefix("extra_")).first()

    def of_any(self, entity):
        """Those out of use, too."""
        return self.filter(entity=entity)

    def counted(self):
        """{entity: how many live fields}"""
        return dict(self.live().order_by().values_list("entity").annotate(models.Count("pk")))

    def seen_by(self, user):
        """The fields that this person may see; who shapes them sees all of them, and so does the system itself."""
        if user is None or user.has_right("configure"):
            return self.live()
        open_to_all = Q(seen_by_positions=[], seen_by_roles=[])
        mine = Q(seen_by_positions__contains=[user.position_id or 0]) | Q(seen_by_roles__contains=[user.role_id])
        return self.live().filter(open_to_all | mine)

    def in_funnel(self, funnel):
        """Those that cards of this funnel have: a field may belong to some funnels only."""
        return self.filter(Q(funnels=[]) | Q(funnels__contains=[getattr(funnel, "pk", funnel) or 0]))

    def for_everybody(self):
        return self.filter(seen_by_positions=[], seen_by_roles=[])

    def of_types(self, types):
        return self.filter(type__in=types)

    def limited(self):
        """Those that not everybody sees."""
        return self.exclude(seen_by_positions=[], seen_by_roles=[])


def ids(**options):
    """A short list of ids that nobody joins on: the rows they name are retired, never deleted."""
    return ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=models.Value("{}"), **options)


class CustomField(Shaping, Recorded):
    """A field that the company added to its leads, deals, contacts or companies.

    `seen_by_positions` and `seen_by_roles`: people of any of these see it; both empty means everybody.
    `funnels`: cards of these funnels have it; empty means all.
    """

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
    seen_by_positions = ids()
    seen_by_roles = ids()
    funnels = ids()
    version = models.PositiveIntegerField(default=1, db_default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["entity", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["entity", "code"], name="one_custom_field_per_code")]

    def __str__(self):
        return self.label

    @property
    def key(self):
        """The name of the field everywhere: in forms, refusals and history."""
        return f"extra_{self.code}"

    @property
    def is_limited(self):
        return bool(self.seen_by_positions or self.seen_by_roles)

    @property
    def has_options(self):
        return self.type in (self.Type.CHOICE, self.Type.CHOICES)

    def is_seen_by(self, user):
        """As `seen_by` of the many, for a field at hand."""
        if user is None or not self.is_limited or user.has_right("configure"):
            return True
        return user.position_id in self.seen_by_positions or user.role_id in self.seen_by_roles

    @cached_property
    def keepers(self):
        """Whose business a limited field is: the names of its positions and roles."""
        positions = Position.objects.filter(pk__in=self.seen_by_positions) if self.seen_by_positions else ()
        roles = Role.objects.filter(pk__in=self.seen_by_roles) if self.seen_by_roles else ()
        return [str(one) for one in (*positions, *roles)]

    def belongs_to(self, funnel):
        """Cards of this funnel have the field."""
        return not self.funnels or getattr(funnel, "pk", funnel) in self.funnels


class HasCustomFields(models.Model):
    """A record whose custom values lie in one JSON column under the codes of their fields."""

    extra = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from timeline.models import Entry, Recorded

from ..scopes import ACTIONS, KINDS, READY_ROLES, RIGHTS, ROBOT, Scope


class PositionQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def counted(self):
        """With the number of people who have access."""
        return self.annotate(people=models.Count("users", filter=models.Q(users__is_active=True))).order_by("name")


class Position(Recorded):
    """What somebody is employed as; audiences of the handbook and steps of chains name it."""

    kind = "position"

    name = models.CharField(_("name"), max_length=120, unique=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @classmethod
    def found(cls, name, *, by):
        """A new position, or an old one of this name back again."""
        with transaction.atomic():
            made, _is_new = cls.objects.update_or_create(name=name, defaults={"retired_at": None})
            made.record("position_made", by=by, audience=Entry.Audience.ADMINS, name=name)
        return made

    def rename(self, name, *, by):
        with transaction.atomic():
            left, self.name = self.name, name
            self.save(update_fields=["name"])
            self.record("position_renamed", by=by, audience=Entry.Audience.ADMINS, left=left, entered=name)

    def retire(self, *, by):
        """Nobody is given it any more; those who have it keep it."""
        with transaction.atomic():
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self.record("position_retired", by=by, audience=Entry.Audience.ADMINS, name=self.name)


class UnknownRight(ValueError):
    """The matrix names a kind, an action, a scope or a right that does not exist."""


class RoleQuerySet(models.QuerySet):
    def for_people(self):
        return self.exclude(code=ROBOT)

    def counted(self):
        """With the number of people who have access."""
        return self.annotate(people=models.Count("users", filter=models.Q(users__is_active=True))).order_by("pk")


class Role(Recorded):
    """A row of rights: `matrix` maps kind → action → scope, `rights` lists the yes/no rights."""

    kind = "role"

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    matrix = models.JSONField(default=dict)
    rights = models.JSONField(default=list)
    is_ready = models.BooleanField(default=False)
    needs_second_factor = models.BooleanField(_("second factor is required"), default=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(READY_ROLES[self.code][0]) if self.is_ready and self.code in READY_ROLES else self.name

    def scope(self, kind, action):
        return Scope(self.matrix.get(kind, {}).get(action, Scope.NONE))

    def has(self, right):
        return right in self.rights

    def rewrite(self, matrix, rights, *, by):
        """Set the whole matrix; it acts on the next request of everybody who has the role."""
        for kind, row in matrix.items():
            if kind not in KINDS or set(row) - set(ACTIONS) or set(row.values()) - set(Scope.values):
                raise UnknownRight(kind)
        if set(rights) - set(RIGHTS):
            raise UnknownRight(", ".join(sorted(set(rights) - set(RIGHTS))))
        before = {"matrix": self.matrix, "rights": self.rights}
        self.matrix, self.rights = matrix, sorted(rights)
        self.save(update_fields=["matrix", "rights"])
        self.record("role_changed", by=by, audience=Entry.Audience.ADMINS, role=self.name, before=before)

    @classmethod
    def make_ready(cls):
        """The five roles every company starts with; existing ones stay as they were shaped."""
        known = set(cls.objects.values_list("code", flat=True))
        cls.objects.bulk_create(
            cls(code=code, name=str(name), matrix=matrix, rights=rights, is_ready=True)
            for code, (name, matrix, rights) in READY_ROLES.items()
            if code not in known
        )

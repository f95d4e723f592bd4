from django.conf import settings
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Length, Substr
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from timeline.models import Entry, Recorded

from .workspace import Workspace


class DepartmentIsItsOwnParent(ValueError):
    """A department cannot stand below itself."""


class DepartmentIsNotEmpty(ValueError):
    """People or departments are still in it."""


class DepartmentQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def counted(self):
        """With the number of people who have access."""
        return self.annotate(people=models.Count("users", filter=Q(users__is_active=True))).order_by("path")

    def outside(self, department):
        """Where the department may be moved to: anywhere but into itself."""
        return self.exclude(path__startswith=department.path)

    def below(self, department):
        """The department and everything under it."""
        return self.filter(path__startswith=department.path)

    def under_more_control(self):
        """Its own word holds, else that of the nearest department above, else the company's."""
        branch = models.ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        above = Department.objects.filter(more_control__isnull=False).annotate(branch=branch).filter(branch__startswith=F("path"))
        nearest = Subquery(above.order_by(Length("path").desc()).values("more_control")[:1])
        company = Subquery(Workspace.objects.values("more_control")[:1])
        return self.annotate(asks=Coalesce(nearest, company, False)).filter(asks=True)

    def visible_to(self, user):
        """Those whose people's records the user may see in reports; everybody knows their own."""
        ids = user.department_ids_in(user.scope_of("report", "see"))
        return self if ids is None else self.filter(Q(pk__in=ids) | Q(pk=user.department_id))


class Department(Recorded):
    """A node of the tree. `path` like /1/4/9/ makes "and below" one prefix search."""

    kind = "department"

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="heads", verbose_name=_("head")
    )
    path = models.CharField(max_length=200, db_index=True, editable=False)
    judged_from = models.DateField(_("control of the day is on from"), null=True, blank=True)
    more_control = models.BooleanField(_("more control"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["path"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if not self.path:
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            super().save(update_fields=["path"])

    @property
    def depth(self):
        return self.path.count("/") - 2

    def place_under(self, parent, *, by):
        """Move the whole branch; the paths of everything below follow by one statement."""
        if parent and parent.path.startswith(self.path):
            raise DepartmentIsItsOwnParent(self.name)
        with transaction.atomic():
            old, new = self.path, f"{parent.path if parent else '/'}{self.pk}/"
            Department.objects.filter(path__startswith=old).update(
                path=Concat(Value(new), Substr(F("path"), len(old) + 1), output_field=models.CharField())
            )
            self.parent, self.path = parent, new
            self.save(update_fields=["parent", "path"])
            self.record("department_moved", by=by, audience=Entry.Audience.ADMINS, under=parent.name if parent else "")

    @classmethod
    def found(cls, name, *, parent=None, head=None, by):
        """A new department in the tree."""
        with transaction.atomic():
            made = cls.objects.create(name=name, parent=parent, head=head)
            made.record("department_made", by=by, audience=Entry.Audience.ADMINS, name=name)
        return made

    def reshape(self, *, name, parent, head, by):
        """Another name, place or head; each change is a fact of its own."""
        with transaction.atomic():
            if name != self.name:
                left, self.name = self.name, name
                self.save(update_fields=["name"])
                self.record("department_renamed", by=by, audience=Entry.Audience.ADMINS, left=left, entered=name)
            if parent != self.parent:
                self.place_under(parent, by=by)
            if head != self.head:
                self.head = head
                self.save(update_fields=["head"])
                self.record("head_changed", by=by, audience=Entry.Audience.ADMINS, head=str(head or "—"))

    def retire(self, *, by):
        """Closed for new people and records; the past keeps its name."""
        if self.users.active().exists() or self.children.live().exists():
            raise DepartmentIsNotEmpty(self.name)
        with transaction.atomic():
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self.record("department_retired", by=by, audience=Entry.Audience.ADMINS, name=self.name)


class MembershipQuerySet(models.QuerySet):
    def at(self, moment):
        return self.filter(from_at__lte=moment, to_at__gt=moment)


class Membership(models.Model):
    """Who worked in which department from when to when: the judgement of a day takes the state of its cut-off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(default=clock.FOREVER)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["department", "to_at"], name="members_of_a_department")]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(to_at=clock.FOREVER), name="one_department_at_a_time"),
            models.CheckConstraint(condition=Q(to_at__gte=F("from_at")), name="membership_ends_after_it_begins"),
        ]

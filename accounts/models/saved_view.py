from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_project.lib.text import clean_line
from timeline.models import Entry

from ..scopes import Scope
from ..signals import view_unshared
from .department import Department


class NameTaken(Exception):
    """The person has a view of this name on this page already."""


class MayNotShare(Exception):
    """Only who may change the records of a department shows it views, or takes them away from it."""


class NotShared(Exception):
    """Nobody else sees this view, or not any more."""


def departments_to_share_with(user, kind):
    """Those whose records of this kind the user may change: a head's own and below, all for an administrator."""
    scope = user.scope_of(kind, "edit")
    if scope.width <= Scope.OWN.width:
        return Department.objects.none()
    ids = user.department_ids_in(scope)
    return Department.objects.live() if ids is None else Department.objects.live().filter(pk__in=ids)


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own views and those shared with one's department or one above it; a view carries no data, only conditions."""
        return self.filter(Q(owner=user) | Q(shared_with__in=[int(pk) for pk in user.department.path.strip("/").split("/")]))

    def shared(self):
        return self.filter(shared_with__isnull=False)

    def of_page(self, page):
        return self.filter(page=page)

    def of_others(self, user):
        return self.exclude(owner=user)

    def kept_in_order_by(self, user, kind):
        """Shared ones of departments in which the user says what is shared."""
        shared = self.filter(shared_with__in=departments_to_share_with(user, kind))
        return shared.select_related("owner", "shared_with").order_by("shared_with__path", "name", "pk")


class SavedView(models.Model):
    """Columns, filters, sorting and grouping under a name; read anew with the viewer's own rights."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=30)
    name = models.CharField(_("name"), max_length=80)
    query = models.JSONField(default=dict)
    shared_with = models.ForeignKey("Department", null=True, blank=True, on_delete=models.CASCADE, related_name="shared_views")
    position = models.PositiveSmallIntegerField(default=0)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="one_view_of_a_name")]

    def __str__(self):
        return self.name

    # -- verbs ---------------------------------------------------------------

    @classmethod
    def keep(cls, page, name, query, *, by, kind="", shared_with=None):
        """The conditions in force under a name, for oneself or for a department in which one says what is shared."""
        if shared_with and not departments_to_share_with(by, kind).filter(pk=shared_with.pk).exists():
            raise MayNotShare
        try:
            with transaction.atomic():
                view = cls.objects.create(owner=by, page=page, name=clean_line(name), query=query, shared_with=shared_with)
                if shared_with:
                    view._note("view_shared", by, shared_with)
        except IntegrityError:
            raise NameTaken from None
        return view

    def unshare(self, *, by, kind):
        """Take it from the department: it stays with its author, who is told."""
        with transaction.atomic():
            held = SavedView.objects.select_for_update(of=("self",)).select_related("shared_with", "owner").get(pk=self.pk)
            department = held.shared_with
            if department is None:
                raise NotShared
            if not departments_to_share_with(by, kind).filter(pk=department.pk).exists():
                raise MayNotShare
            held.shared_with = None
            held.save(update_fields=["shared_with"])
            held._note("view_unshared", by, department)
            if held.owner_id != by.pk:
                view_unshared.send(SavedView, view=held, department=department, by=by)

    def remove(self, *, by):
        """Only one's own."""
        if self.owner_id != by.pk:
            raise MayNotShare
        with transaction.atomic():
            if self.shared_with:
                self._note("view_removed", by, self.shared_with)
            self.delete()

    def _note(self, verb, by, department):
        facts = {"name": self.name, "department": department.name, "page": self.page}
        self.owner.record(verb, by=by, audience=Entry.Audience.ADMINS, **facts)

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NameTaken(Exception):
    """The person has a view of this name on this page already."""


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own views and those shared with one's department; a view carries no data, only conditions."""
        return self.filter(Q(owner=user) | Q(shared_with=user.department_id, shared_with__isnull=False))

    def of_page(self, page):
        return self.filter(page=page)


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

    @classmethod
    def keep(cls, page, name, query, *, by, is_shared=False):
        """The conditions in force under a name, for oneself or for one's department."""
        try:
            with transaction.atomic():
                return cls.objects.create(owner=by, page=page, name=name, query=query, shared_with=by.department if is_shared else None)
        except IntegrityError:
            raise NameTaken from None

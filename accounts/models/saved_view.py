from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own views and those shared with one's department; a view carries no data, only conditions."""
        return self.filter(Q(owner=user) | Q(shared_with=user.department_id, shared_with__isnull=False))


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

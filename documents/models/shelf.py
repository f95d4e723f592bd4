from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from crm_project.lib import clock
from crm_project.lib.text import clean_line, sort_key
from timeline.keeping import keep
from timeline.models import File, Recorded

from ..refusals import NotAllowed


class ShelfQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at__isnull=True)

    def visible_to(self, user):
        """What lies on the shelf of the whole company, of one's own department and of those above it, and of those one looks after."""
        if not user.may("see", "document"):
            return self.none()
        covered = user.department_ids_in(user.scope_of("document", "see"))
        if covered is None:
            return self
        above = [int(part) for part in user.department.path.split("/") if part]
        return self.filter(Q(department__isnull=True) | Q(department__in={*above, *covered}))

    def named(self, words):
        """Every word in the title, the note or the name of the file."""
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def newest_first(self):
        return self.select_related("file", "department", "created_by").order_by(F("changed_at").desc(), F("pk").desc())


class ShelfPaper(Recorded):
    """A price list, a catalogue, a sample: one title whose file is replaced by a newer one. Without a department it is everybody's."""

    kind = "shelf_paper"

    title = models.CharField(_("title"), max_length=200)
    note = models.CharField(_("note"), max_length=500, blank=True)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    search_text = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    objects = ShelfQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of the shelf")
        indexes = [models.Index(fields=["-changed_at", "-id"], name="shelf_newest", condition=Q(retired_at=None))]

    def __str__(self):
        return self.title

    # -- verbs ---------------------------------------------------------------

    def shape(self, values, upload=None, *, by):
        """Put it on the shelf or change it; a new file is a new version, the former stays in the history."""
        with transaction.atomic():
            is_new = self.pk is None
            if not is_new:
                self._check(by)
            self.title, self.note = clean_line(values["title"])[:200], clean_line(values.get("note", ""))[:500]
            self.department, self.changed_at = values.get("department"), clock.now()
            self._check(by)
            if is_new:
                self.created_by = by
                self.save()
            if upload:
                self.file, self.version = keep(upload, self, by=by), self.version + 1
            self.search_text = sort_key(f"{self.title} {self.note} {self.file.name if self.file else ''}")
            self.save()
            self.record("shelved" if is_new else "shelf_changed", by=by, name=self.title, version=self.version)

    def retire(self, *, by):
        with transaction.atomic():
            self._check(by)
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self.record("shelf_retired", by=by, name=self.title)

    def bring_back(self, *, by):
        with transaction.atomic():
            self._check(by)
            self.retired_at = None
            self.save(update_fields=["retired_at"])
            self.record("shelf_brought_back", by=by, name=self.title)

    def _check(self, by):
        if by and not may_shelve(by, self.department_id):
            raise NotAllowed


def may_shelve(user, department_id):
    """An administrator everywhere; whoever edits the documents of a department, there."""
    if user.has_right("configure"):
        return True
    covered = user.department_ids_in(user.scope_of("document", "edit"))
    return covered is None or (department_id is not None and department_id in covered)


def departments_of_shelf(user):
    """Where the person may put a paper, and whether the shelf of the whole company is among them."""
    if user.has_right("configure") or user.department_ids_in(user.scope_of("document", "edit")) is None:
        return Department.objects.live(), True
    return Department.objects.live().filter(pk__in=user.department_ids_in(user.scope_of("document", "edit"))), False

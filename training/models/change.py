from django.db import models, transaction
from django.utils.translation import pgettext_lazy

from crm_project.lib import clock
from regulations.models import Edition


class ChangeTestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ChangeTest.State.WAITING).select_related("edition__regulation")

    def begun_before(self, moment):
        return self.filter(begun_at__lt=moment)


class ChangeTest(models.Model):
    """That an edition asks for a test on its changes: one row per edition; it waits until its questions were looked through.

    `found` and `busy` are how many questions there were, and how many people had an older such test open, when it was last tried.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a test on changes", "waits")
        GIVEN = "given", pgettext_lazy("a test on changes", "given")
        DROPPED = "dropped", pgettext_lazy("a test on changes", "not given")

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="change_test")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    begun_at = models.DateTimeField()
    found = models.PositiveSmallIntegerField(null=True)
    busy = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    objects = ChangeTestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["begun_at"], name="change_tests_that_wait", condition=models.Q(state="waiting"))]

    def __str__(self):
        return f"{self.edition_id} {self.state}"

    @classmethod
    def begin(cls, edition):
        """Once per edition, and tried at once."""
        row, is_new = cls.objects.get_or_create(edition=edition, defaults={"begun_at": clock.now()})
        if is_new:
            row.give_out()

    def give_out(self):
        """Give it to whoever has enough questions and does not have it; the rest waits. Twice is once."""
        from ..on_changes import give_what_can_be

        with transaction.atomic():
            held = ChangeTest.objects.select_for_update(of=("self",)).waiting().filter(pk=self.pk).first()
            if held is None:
                return
            held.found, held.busy, is_all = give_what_can_be(held)
            if is_all:
                held.state, held.settled_at = self.State.GIVEN, clock.now()
            held.save()

    def drop(self):
        """Nobody looked its questions through in time."""
        with transaction.atomic():
            held = ChangeTest.objects.select_for_update(of=("self",)).waiting().filter(pk=self.pk).first()
            if held is not None:
                held.state, held.settled_at = self.State.DROPPED, clock.now()
                held.save()

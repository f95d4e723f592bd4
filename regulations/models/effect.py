from django.db import models, transaction

from crm_project.lib import clock

from .. import effects


class EditionEffectQuerySet(models.QuerySet):
    def due(self, at):
        return self.filter(done_at=None, due_at__lte=at, edition__withdrawn_at=None).order_by("due_at", "pk")


class EditionEffect(models.Model):
    """That an edition begins to hold at a moment: the tick asks which are due, each is acted on once."""

    edition = models.OneToOneField("Edition", on_delete=models.PROTECT, related_name="effect")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = EditionEffectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="editions_to_come", condition=models.Q(done_at=None))]

    def __str__(self):
        return f"{self.edition_id} {self.due_at}"

    def take(self):
        """Tell whoever waits that the edition holds now; tells whether it was this call that did."""
        with transaction.atomic():
            row = EditionEffect.objects.select_for_update(skip_locked=True, of=("self",)).due(clock.now()).filter(pk=self.pk).first()
            if row is None:
                return False
            effects.in_force(row.edition)
            row.done_at = clock.now()
            row.save(update_fields=["done_at"])
        return True


def take_effect():
    """Every edition whose day has come begins to hold; how many did by this call."""
    return sum(effect.take() for effect in list(EditionEffect.objects.due(clock.now()).select_related("edition__regulation")))

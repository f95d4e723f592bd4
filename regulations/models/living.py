from django.db import models


class LivingSnapshotQuerySet(models.QuerySet):
    def of_versions(self, versions):
        return self.filter(version__in=versions)


class LivingSnapshot(models.Model):
    """What a living block of a section said when an edition was published: final, as the text around it is.

    A section that says something else only in its living blocks is another version of it, with the same texts. `edition` is
    the one that froze it, None where it was taken later of an edition published before there were snapshots.
    """

    version = models.ForeignKey("SectionVersion", on_delete=models.PROTECT, related_name="living")
    edition = models.ForeignKey("Edition", null=True, on_delete=models.PROTECT, related_name="living")
    block = models.CharField(max_length=40)
    payload = models.JSONField()
    hash = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    objects = LivingSnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "block"], name="one_snapshot_of_a_block_per_version")]

    def __str__(self):
        return f"{self.version_id}: {self.block}"

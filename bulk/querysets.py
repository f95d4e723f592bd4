from datetime import timedelta

from django.db.models import Count, F, QuerySet

from crm_project.lib import clock

LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)
DRAFT_KEPT = timedelta(days=1)


class BulkActQuerySet(QuerySet):
    def visible_to(self, user):
        """An act is its author's alone."""
        return self.filter(by=user)

    def due(self, at):
        """Waiting to run, or running under a worker that has not been heard of."""
        busy = self.filter(state__in=["queued", "running"])
        return busy.filter(heard_at=None) | busy.filter(heard_at__lt=at - LEASE)

    def busy_first(self):
        return self.exclude(state="draft").order_by("-pk")

    def latest(self, number):
        return self.busy_first()[:number]

    def forget_old(self, at):
        """Dialogs that were left, and reports nobody asks for any more; the history of each card stays."""
        self.filter(state="draft", created_at__lt=at - DRAFT_KEPT).delete()
        self.filter(finished_at__lt=at - KEPT).delete()

    def release(self, act):
        """Whoever asks next what is due goes on with it."""
        self.filter(pk=act.pk, state="running").update(heard_at=None)

    def step(self, act, item, **counted):
        """The checkpoint of one card: nothing is written when the act was stopped or another worker has it."""
        counts = {name: F(name) + number for name, number in counted.items()}
        mine = self.filter(pk=act.pk, state="running", reached=item.place - 1)
        return mine.update(reached=item.place, heard_at=clock.now(), attempts=0, **counts)


class BulkItemQuerySet(QuerySet):
    def after(self, place, number):
        return self.filter(place__gt=place).order_by("place")[:number]

    def refused(self):
        return self.filter(state="refused").order_by("place")

    def refused_in(self, act, kind, user):
        """Of an act on records of this kind, of this person's own."""
        return self.refused().filter(act=act, act__kind_of=kind, act__by=user)

    def reasons(self):
        """[(words, how many)] of the refusals, the most frequent first."""
        return self.refused().order_by().values_list("words").annotate(number=Count("pk")).order_by("-number", "words")

from datetime import datetime, time, timedelta

from django.db.models import F, Q

from accounts.querysets import OwnedQuerySet


class TaskQuerySet(OwnedQuerySet):
    # -- who may see what ---------------------------------------------------

    def condition(self, user, action):
        """A task's owner is its assignee; who gave a task sees it to its end."""
        condition = super().condition(user, action)
        if condition is None or action not in ("see", "edit"):
            return condition
        return condition | Q(author=user)

    # -- words --------------------------------------------------------------

    def open(self):
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def done(self):
        return self.filter(done_at__isnull=False)

    def of(self, user):
        return self.filter(owner=user)

    def overdue(self, at, day):
        """Open and late: a timed task at its minute, an all-day one when its date is closed (`day`: the last closed date)."""
        return self.open().filter(Q(due_at__lte=at) | Q(due_on__lte=day))

    def due_on_day(self, day, zone):
        """On this local date: from its first instant to the next one's, by zone arithmetic."""
        first = datetime.combine(day, time.min, tzinfo=zone)
        last = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
        return self.filter(Q(due_on=day) | Q(due_at__gte=first, due_at__lt=last))

    def next_first(self):
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    # -- what a page needs ----------------------------------------------------

    def for_list(self):
        return self.select_related("type", "owner", "deal__company", "deal__contact", "lead", "contact", "company")

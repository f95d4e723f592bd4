from datetime import datetime, time, timedelta

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Func, Q, QuerySet, Value, When

from accounts.querysets import OwnedQuerySet
from contacts import limits
from crm_project.lib.text import sort_key

SUBJECTS = ("deal", "lead", "contact", "company")


class TaskQuerySet(OwnedQuerySet):
    # -- who may see what ---------------------------------------------------

    def reach(self, user, action):
        """A task's owner is its assignee; who gave a task sees it to its end."""
        condition = super().reach(user, action)
        if condition is None or action not in ("see", "edit"):
            return condition
        return condition | Q(author=user)

    def limit(self, user):
        return limits.subjects(user, self.model, SUBJECTS)

    # -- words --------------------------------------------------------------

    def open(self):
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def done(self):
        return self.filter(done_at__isnull=False)

    def kept(self):
        """Open or done: what was dropped is shown nowhere."""
        return self.filter(dropped_at__isnull=True)

    def done_between(self, first, last):
        return self.filter(done_at__gte=first, done_at__lt=last)

    def held(self, code):
        """Done tasks of a type with the first result of its dictionary: it took place."""
        return self.filter(type__code=code, done_at__isnull=False, result__position=0)

    def of(self, user):
        return self.filter(owner=user)

    def planned_until(self, moment):
        return self.filter(created_at__lte=moment)

    def on_desk_of(self, user):
        """One's own, and those of whoever one stands in for today."""
        return self.filter(owner__in={user.pk, *user.stands_in_for}) if user.stands_in_for else self.of(user)

    def given_by(self, user):
        """What the user has given to others."""
        return self.filter(author=user).exclude(owner=user)

    def about(self, record):
        return self.filter(**{record.kind: record})

    def others_than(self, task):
        return self.exclude(pk=task.pk)

    def locked(self):
        """Held to the end of the transaction, in one order."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def of_tokens(self, tokens):
        return self.filter(token__in=tokens)

    def about_deals(self, ids):
        return self.filter(deal__in=ids)

    def overdue(self, at, day):
        """Open and late: a timed task at its minute, an all-day one when its date is closed (`day`: the last closed date)."""
        return self.open().filter(Q(due_at__lte=at) | Q(due_on__lte=day))

    def due_on_day(self, day, zone):
        """On this local date: from its first instant to the next one's, by zone arithmetic."""
        return self.due_between(day, day, zone)

    def due_between(self, first, last, zone):
        """On these local dates, both included."""
        begins = datetime.combine(first, time.min, tzinfo=zone)
        ends = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
        return self.filter(Q(due_on__range=(first, last)) | Q(due_at__gte=begins, due_at__lt=ends))

    def to_remind_of(self, at):
        """Open tasks whose reminder is due and has not been given; nobody is reminded of what is long past."""
        return self.open().filter(reminded_at__isnull=True, remind_at__lte=at, remind_at__gt=at - timedelta(days=3))

    def waiting_for_a_morning(self):
        """All-day ones whose first reminder was not given yet."""
        return self.filter(due_on__isnull=False, reminded_at__isnull=True, remind_at__isnull=False).select_related("owner")

    def to_accept(self, user):
        """Handed over to the user, or to whom they stand in for, and not accepted yet."""
        return self.open().on_desk_of(user).waiting()

    def waiting(self):
        """Handed over, and not accepted by whoever got it."""
        return self.filter(handed="attention")

    def answered(self):
        """Without what waits for acceptance."""
        return self.exclude(handed="attention")

    def with_handoff(self):
        return self.select_related("handoff__giver", "handoff__receiver", "handoff__reason")

    def to_escalate(self, at):
        """Open tasks that are overdue by the time their type allows, and of which nobody above was told."""
        return self.open().filter(escalated_at__isnull=True, escalate_at__lte=at)

    def one(self, pk):
        return self.filter(pk=pk)

    def by_ids(self, ids):
        return self.filter(pk__in=ids)

    def search(self, words):
        """Every word in the title, or in the name of the card it is about."""
        found = self
        for word in sort_key(words).split():
            named = Q(title__icontains=word)
            for subject in SUBJECTS:
                named |= Q(**{f"{subject}__search_text__contains": word})
            found = found.filter(named)
        return found

    def titled(self, words):
        """Every word in the title."""
        return self.filter(*(Q(title__icontains=word) for word in words.split()))

    def of_client(self, words):
        """About a client of this name, or about a deal or lead with one."""
        found = self
        for word in sort_key(words).split():
            paths = ["contact", "company", "deal__contact", "deal__company", "lead"]
            found = found.filter(Q(*[(f"{path}__search_text__contains", word) for path in paths], _connector=Q.OR))
        return found

    # -- order ----------------------------------------------------------------

    def next_first(self):
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def with_place(self, zone):
        """`place` in time on this clock: the due moment; what takes the day stands at its end."""
        night = ExpressionWrapper(F("due_on") + timedelta(days=1), DateTimeField())
        local = Func(Value(str(zone)), night, function="TIMEZONE", output_field=DateTimeField())
        return self.annotate(place=Case(When(due_at__isnull=False, then="due_at"), default=local, output_field=DateTimeField()))

    def by_place(self, zone):
        return self.with_place(zone).order_by("place", "pk")

    def next_of_each_deal(self, zone):
        """One task of each deal: the one due first."""
        return self.with_place(zone).order_by("deal_id", "place", "pk").distinct("deal_id")

    # -- what a page needs ----------------------------------------------------

    def for_list(self):
        related = ["type", "owner", "author", "deal__company", "deal__contact", "lead", "contact", "company", "done_by"]
        return self.select_related(*related)

    def for_panel(self, record, most):
        """The tasks about one card, which knows its own clients already."""
        tasks = list(self.about(record).select_related("type", "owner", "author")[:most])
        for task in tasks:
            setattr(task, record.kind, record)
        return tasks

    def with_phones(self):
        return self.prefetch_related("deal__contact__phones", "deal__company__phones", "contact__phones", "company__phones")


class HandoffQuerySet(QuerySet):
    def of_task(self, task):
        return self.filter(task=task).select_related("giver", "receiver", "reason", "answered_by").first()

    def unanswered(self, at):
        """Waiting beyond their limit, of which nobody was told yet."""
        waiting = self.filter(task__handed="attention", task__done_at=None, task__dropped_at=None)
        return waiting.filter(late_told_at__isnull=True, answered_at__isnull=True, accept_by__lte=at)

    def about(self, record):
        """The way of a card from hand to hand, the oldest first."""
        found = self.filter(**{f"task__{record.kind}": record}).exclude(task__handed="recalled")
        return found.select_related("task__type", "task__owner", "giver", "reason").order_by("given_at", "pk")

    def lending(self, subject, person, from_task=None):
        """By which this card was opened to the person: accepted and still open, or just done with this task."""
        open_or_this = Q(task__done_at=None, task__dropped_at=None) | Q(task=from_task)
        found = self.filter(open_or_this, task__owner=person, task__handed="accepted", **{f"task__{subject.kind}": subject})
        return found.exclude(giver=person).select_related("giver")

    def given_within(self, start, end):
        return self.filter(given_at__gte=start, given_at__lt=end)

    def between(self, people):
        """Given or received by these people; None means by anybody."""
        return self if people is None else self.filter(Q(giver__in=people) | Q(receiver__in=people))

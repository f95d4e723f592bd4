"""What the pages of chains ask of runs and their steps: how they stand, people, dates."""

from django.db.models import Exists, OuterRef, Q, QuerySet


class ListWords(QuerySet):
    def ended(self):
        """Done or stopped."""
        return self.exclude(state="running")

    def with_person(self, person):
        """Somebody does a step of it, or watches over it."""
        steps = self.model.run_steps.rel.related_model.objects.filter(run=OuterRef("pk"), executor=person)
        return self.filter(Q(owner=person) | Q(Exists(steps)))

    def of_template(self, template):
        return self.filter(template=template)

    def going_within(self, start, end):
        """It went on, or is planned to, at some moment between these instants; either may be None."""
        found = self.filter(started_at__lt=end) if end else self
        if start is None:
            return found
        return found.filter(Q(ended_at__gte=start) | Q(ended_at=None, planned_end_at__gte=start) | Q(ended_at=None, started_at__gte=start))

    def waiting_for(self, people):
        """A step of it waits for acceptance by one of these people."""
        steps = self.model.run_steps.rel.related_model.objects.filter(run=OuterRef("pk"), executor__in=people, state="attention")
        return self.filter(Exists(steps))

    def by_ids(self, ids):
        return self.filter(pk__in=ids)


class StepWords(QuerySet):
    def in_runs(self, runs):
        return self.filter(run__in=runs.values("pk"))

    def with_run(self):
        """With the run, who watches over it and its card."""
        cards = [f"run__{name}" for name in ("template", "owner", "deal", "lead", "contact", "company")]
        return self.select_related(*cards)

    def ready_within(self, start, end):
        """Their turn came between these instants."""
        return self.filter(ready_at__gte=start, ready_at__lt=end)

    def to_end_within(self, start, end):
        """Planned to end between these instants."""
        return self.filter(planned_finish__gte=start, planned_finish__lt=end)

    def for_calendar(self):
        return self.select_related("run", "executor").order_by("planned_finish", "pk")

    def of_people(self, people):
        """Done by these people, or to be done; None means by anybody."""
        return self if people is None else self.filter(executor__in=people)

    def of_template(self, template):
        return self.filter(run__template=template)

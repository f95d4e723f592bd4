from django.db.models import Exists, OuterRef, Prefetch, Q, Sum

from contacts import limits
from contacts.models import Company, Contact
from deals.models import Deal
from leads.models import Lead

from .lists import ListWords, StepWords

CARDS = {"deal": Deal, "lead": Lead, "contact": Contact, "company": Company}
NO_CARD = Q(deal=None, lead=None, contact=None, company=None)
OPEN = ("planned", "attention", "in_work")


class ChainRunQuerySet(ListWords):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user):
        """Who sees the card sees its chain; who watches over it does; who works in it, or takes part, as long as it lasts.

        Nobody sees one beyond the segments they are limited to.
        """
        if not user.may("see", "task"):
            return self.none()
        mine = Q(owner=user)
        for name, model in CARDS.items():
            mine |= Q(**{f"{name}__in": model.objects.visible_to(user).live().values("pk")})
        people = user.people_ids_for("task", "see")
        mine |= NO_CARD if people is None else NO_CARD & Q(owner__in=people)
        found, limit = self.filter(mine | self._works_in(user)), limits.subjects(user, self.model, CARDS)
        return found if limit is None else found.filter(limit)

    def _works_in(self, user):
        mates = {user.pk, *user.stands_in_for}
        steps = self.model.run_steps.rel.related_model.objects.filter(run=OuterRef("pk"), executor__in=mates, state__in=OPEN)
        parts = self.model.participants.through.objects.filter(chainrun=OuterRef("pk"), user=user)
        return Q(state="running") & (Q(Exists(steps)) | Q(Exists(parts)))

    # -- words --------------------------------------------------------------

    def running(self):
        return self.filter(state="running")

    def about(self, record):
        return self.filter(**{record.kind: record})

    def watched_by(self, user):
        return self.filter(owner=user)

    def late(self, at):
        """Running, and a step of it is late: it stands undone after its planned end."""
        late = self.model.run_steps.rel.related_model.objects.late(at).filter(run=OuterRef("pk"))
        return self.running().filter(Exists(late))

    def waiting(self):
        """Running, and the step whose turn it is waits for acceptance or for somebody to be named."""
        steps = self.model.run_steps.rel.related_model.objects.filter(run=OuterRef("pk"))
        stuck = steps.filter(Q(state="attention") | Q(state="planned", ready_at__isnull=False))
        return self.running().filter(Exists(stuck))

    # -- what a page needs --------------------------------------------------

    def with_percent(self):
        """`minutes_done` and `minutes_all` of the way it takes, from which `percent` is reckoned."""
        kept = ~Q(run_steps__state="skipped")
        done = Q(run_steps__state="done")
        return self.annotate(
            minutes_done=Sum("run_steps__minutes", filter=done, default=0), minutes_all=Sum("run_steps__minutes", filter=kept, default=0)
        )

    def for_page(self):
        """With the card, the people and the steps in order."""
        steps = self.model.run_steps.rel.related_model.objects.with_people()
        cards = ("deal__company", "deal__contact", "lead", "contact", "company")
        return self.select_related("template", "owner", "started_by", *cards).prefetch_related(Prefetch("run_steps", queryset=steps))


class RunStepQuerySet(StepWords):
    def open(self):
        return self.filter(state__in=OPEN)

    def of_running(self):
        return self.filter(run__state="running")

    def going(self):
        """The step of a run that is being worked on, or waits for acceptance."""
        return self.filter(state__in=("attention", "in_work"))

    def planned(self):
        return self.filter(state="planned")

    def planned_for(self, user):
        """Steps of running chains that are to come, and are this person's."""
        return self.of_running().planned().filter(executor=user)

    def done_by_one_of(self, people):
        """Theirs to do, whether done or to come."""
        return self.filter(executor__in=people).exclude(state="skipped")

    def late(self, at):
        """Undone after their planned end. What is only to come is not late itself: the one before it is."""
        return self.of_running().open().filter(planned_finish__lt=at, ready_at__isnull=False)

    def of_task(self, task):
        return self.filter(Q(task=task) | Q(comeback=task))

    def with_people(self):
        people = ("executor", "executor__department", "task", "comeback", "comeback__owner", "result")
        return self.select_related(*people).order_by("place", "pk")

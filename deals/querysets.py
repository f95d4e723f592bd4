from datetime import timedelta
from functools import reduce

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from accounts.querysets import OwnedQuerySet
from accounts.scopes import ROBOT
from contacts import limits
from crm_project.lib.text import sort_key
from timeline.models import Entry

from .panels import facts


class CardQuerySet(OwnedQuerySet):
    """What leads and deals have in common."""

    def limit(self, user):
        return limits.cards(user)

    # -- words --------------------------------------------------------------

    def live(self):
        return self.filter(deleted_at__isnull=True)

    def open(self):
        return self.live().filter(closed_at__isnull=True)

    def won(self):
        return self.live().filter(stage__kind="won")

    def lost(self):
        return self.live().filter(stage__kind="lost")

    def ids_among(self, ids):
        return self.filter(pk__in=ids).values_list("pk", flat=True)

    def at_entry(self):
        """Nobody has moved them on yet."""
        return self.filter(stage__kind="entry")

    def numbers_of(self, users):
        """{owner id: how many of these are theirs}; whoever has none is left out."""
        return dict(self.filter(owner__in=users).values_list("owner").annotate(number=Count("pk")).order_by())

    def of_owner(self, pk):
        """Those of one person, None for those of nobody."""
        return self.filter(owner=pk)

    def in_funnel(self, funnel):
        return self.filter(funnel=funnel)

    def most_common_funnels(self):
        """[funnel id], that of most cards first."""
        counted = self.order_by().values("funnel").annotate(number=Count("pk")).order_by("-number", "funnel")
        return [row["funnel"] for row in counted]

    def search(self, words):
        found = self
        for word in sort_key(words).split():
            found = found.filter(search_text__contains=word)
        return found

    # -- as of a moment -------------------------------------------------------

    def open_at(self, at):
        """Cards that stood in an entry or working stage at the moment, by what was recorded then."""
        stays = self.model.stay_model.objects.filter(card=OuterRef("pk"), recorded_at__lte=at, replaced_at__gt=at)
        return self.filter(Exists(stays.filter(stage__kind__in=["entry", "working"], was_skipped=False))).filter(
            Q(deleted_at__isnull=True) | Q(deleted_at__gt=at)
        )

    # -- what a page needs ----------------------------------------------------

    def newest_in_stage_first(self):
        return self.order_by("-stage_entered_at", "-pk")


class DealQuerySet(CardQuerySet):
    # -- words of the filters -------------------------------------------------

    def with_product(self, product):
        lines = self.model._meta.get_field("lines").related_model.objects
        return self.filter(Exists(lines.filter(deal=OuterRef("pk"), product=product)))

    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def newest_of_each_stage(self):
        """The newest of every stage first, the later stages before; then the next of each."""
        turn = Window(RowNumber(), partition_by=["stage"], order_by=["-created_at", "-pk"])
        return self.annotate(turn=turn).order_by("turn", "-stage__position", "pk")

    def of_the_same_name(self, deal):
        return self.live().filter(name=deal.name).exclude(pk=deal.pk)

    def for_names(self):
        """What a name is made of, read for many."""
        lines = self.model._meta.get_field("lines").related_model.objects.select_related("product")
        return self.select_related("stage", "owner", "company", "contact").prefetch_related(Prefetch("lines", lines))

    def after(self, pk):
        """The next ones in order of their numbers."""
        return self.filter(pk__gt=pk).order_by("pk")

    def locked(self):
        """Held to the end of the transaction, without what is read beside them."""
        return self.select_for_update(of=("self",))

    def active_between(self, first, last):
        """Somebody did something about the deal in that time: whatever its history tells of people."""
        facts = Entry.objects.filter(subject_kind="deal", subject_id=OuterRef("pk"), happened_at__gte=first, happened_at__lt=last)
        by_people = facts.filter(actor__isnull=False, audience=Entry.Audience.TEAM).exclude(actor__role__code=ROBOT)
        return self.filter(Exists(by_people))

    def beyond_the_norm(self, at):
        """Open cards that stand in their stage longer than it expects."""
        norm = ExpressionWrapper(F("stage__expected_days") * Value(timedelta(days=1)), output_field=DurationField())
        return self.open().filter(stage__expected_days__isnull=False, stage_entered_at__lt=at - norm)

    def with_late_payment(self, day):
        """Money was to come before this day and is still out."""
        return self.live().filter(payment_due_on__lt=day).exclude(stage__kind="lost")

    def with_late_reservation(self, day):
        """Goods were kept until before this day and are still there; nobody waits for those of a lost deal."""
        kept = self.model._meta.get_field("deliveries").related_model.objects.late(day)
        return self.live().exclude(stage__kind="lost").filter(Exists(kept.filter(deal=OuterRef("pk"))))

    def in_trash(self):
        return self.filter(deleted_at__isnull=False)

    def closed(self):
        return self.live().filter(closed_at__isnull=False)

    def awaiting_confirmation(self):
        return self.open().filter(win_asked_at__gte=F("stage_entered_at"))

    def on_their_way(self):
        """Beyond the entry and not at an end."""
        return self.filter(stage__kind="working")

    def awaiting_step_back(self):
        return self.open().filter(back_asked_at__isnull=False)

    # -- words about tasks, by what is true now; apps above say the finer ones -----

    def with_task_that(self, condition):
        """With an open task for which this holds."""
        return self.open().filter(Exists(self._open_tasks().filter(condition)))

    def without_task(self):
        return self.open().filter(~Exists(self._open_tasks()))

    def _open_tasks(self):
        tasks = self.model._meta.get_field("tasks").related_model.objects
        return tasks.filter(deal=OuterRef("pk"), done_at=None, dropped_at=None)

    def unprocessed(self):
        """Still at the entry, and nobody has done anything with the client."""
        acts = self.model._meta.get_field("acts").related_model.objects
        return self.open().filter(stage__kind="entry").filter(~Exists(acts.filter(deal=OuterRef("pk"))))

    # -- what a page needs ------------------------------------------------------

    def for_board(self):
        return self.select_related("owner", "company", "contact").only(*_SHOWN)

    def for_list(self):
        return self.select_related("owner", "company", "contact", "stage").only(*_SHOWN, "stage__name", "stage__expected_days")

    def for_card(self):
        """Its clients and its owner; the funnel is taken as it is known, a reason of loss is read where there is one."""
        related = ["owner", "company", "contact", "department", "source"]
        lines = self.model._meta.get_field("lines").related_model.objects.select_related("product")
        parts = self.model._meta.get_field("participants").related_model.objects.select_related("contact")
        return self.select_related(*related).prefetch_related(Prefetch("lines", lines), Prefetch("participants", parts))

    def with_facts(self):
        """With what the panels of apps above go by."""
        return self.annotate(**facts())

    def for_move(self):
        """What a move reads of a card; its lines and phones only when the stage asks for them."""
        return self.select_related("owner", "company", "contact", "stage", "funnel")

    def for_export(self, *, with_phones):
        related = ["owner", "company", "contact", "stage", "funnel", "source", "loss_reason"]
        phones = ["contact__phones", "company__phones"] if with_phones else []
        return self.select_related(*related).prefetch_related("lines__product", *phones).order_by("-created_at", "-pk")

    def by_next_task_due(self, first, last):
        """With `due` and `due_hour`, the local date and the moment of the first open task, those between two dates; in order."""
        tasks = self._open_tasks().annotate(day=Coalesce("due_on", TruncDate("due_at"))).order_by("day", F("due_at").asc(nulls_first=True))
        first_of = {"due": Subquery(tasks.values("day")[:1]), "due_hour": Subquery(tasks.values("due_at")[:1])}
        found = self.open().annotate(**first_of).filter(due__range=(first, last))
        return found.order_by("due", F("due_hour").asc(nulls_first=True), "pk")

    def first_of_each_due_day(self, size):
        """Of `by_next_task_due` the first few of every day, each with `of_day`, how many that day has."""
        hour = F("due_hour").asc(nulls_first=True)
        turn = Window(RowNumber(), partition_by=F("due"), order_by=[hour, "pk"])
        found = self.annotate(turn=turn, of_day=Window(Count("pk"), partition_by=F("due"))).filter(turn__lte=size)
        return found.order_by("due", hour, "pk")

    def newest_of_each(self, stages, size):
        """The newest cards of every stage by one statement; each stage is read from its own index and no further."""
        pages = [self.filter(stage=stage).newest_in_stage_first().values("pk")[:size] for stage in stages]
        if not pages:
            return self.none()
        ids = reduce(lambda one, other: one.union(other, all=True), pages)
        return self.model.objects.filter(pk__in=ids).newest_in_stage_first()

    def after_in_stage(self, stage, mark):
        """The cards of a stage below `mark` = (stage_entered_at, pk) of the last one shown."""
        moment, pk = mark
        rest = Q(stage_entered_at__lt=moment) | Q(stage_entered_at=moment, pk__lt=pk)
        return self.filter(stage=stage, stage_entered_at__lte=moment).filter(rest).newest_in_stage_first()

    def sums_between(self, first, last):
        """{"count": of those closed from one moment up to another, "sums": [(sum, currency)]}"""
        rows = list(
            self.filter(closed_at__gte=first, closed_at__lte=last)
            .order_by("currency")
            .values_list("currency")
            .annotate(Count("pk"), Sum("amount"))
        )
        return {"count": sum(row[1] for row in rows), "sums": [(amount, currency) for currency, _count, amount in rows if amount]}

    def sums_by_stage(self):
        """{stage id: [(currency, count, sum), …]} of these very cards: for filtered boards and groups of lists."""
        rows = self.order_by("stage", "currency").values_list("stage", "currency").annotate(Count("pk"), Sum("amount"))
        sums = {}
        for stage, currency, count, amount in rows:
            sums.setdefault(stage, []).append((currency, count, amount or 0))
        return sums


_SHOWN = [
    "name", "funnel_id", "stage_id", "stage_entered_at", "owner_id", "department_id", "closed_at", "deleted_at",
    "win_asked_at", "back_asked_at",
    "amount", "currency", "payment_due_on", "next_task_due", "created_at", "expected_close_on", "version", "contract_number",
    "owner__last_name", "owner__first_name", "owner__email", "owner__department_id", "owner__zone", "owner__photo_id",
    "company__name", "company__legal_form", "contact__last_name", "contact__first_name", "contact__typed_name",
]  # fmt: skip
"""What boards and lists show of a deal, and what the chips on it are reckoned from; a page of them has hundreds of rows."""

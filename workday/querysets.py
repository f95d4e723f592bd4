from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from accounts.scopes import Scope
from contacts.limits import segments_of
from deals.models import Deal
from leads.models import Lead


class ClaimQuerySet(models.QuerySet):
    """Claims of persons' and departments' days."""

    # -- words --------------------------------------------------------------

    def unpublished(self):
        return self.exclude(state="published")

    def struck(self, at):
        """Those whose hour has come and that are not yet closed."""
        return self.unpublished().filter(cut_off__lte=at)

    def ahead(self, at):
        """Those that still lie ahead and may be planned anew."""
        return self.filter(state="due", cut_off__gt=at)

    def on(self, day):
        return self.filter(day=day)

    def of(self, user):
        return self.filter(user=user)

    def between(self, first, last):
        return self.filter(day__gte=first, day__lte=last)

    def with_news(self):
        return self.filter(news_is_due=True)

    def closing_before(self, moment, *, after):
        """Those that close soon: later than one moment, not later than the other."""
        return self.filter(state="due", cut_off__gt=after, cut_off__lte=moment)


class DepartmentDayQuerySet(ClaimQuerySet):
    def of_department(self, department):
        return self.filter(department=department)

    def counted(self):
        """Without the days that were set aside."""
        return self.filter(void__isnull=True)


def in_sight_of(user):
    """Rows of one's own, and of the departments that one's reports cover, by the department of that day."""
    scope = user.scope_of("report", "see")
    departments = user.department_ids_in(scope)
    own = Q(user=user)
    if departments is None:
        return Q()
    if scope == Scope.NONE or not departments:
        return own
    return own | Q(department__in=departments)


def in_sight_of_department(user):
    """Departments' days that one's reports cover, and those one heads."""
    departments = user.department_ids_in(user.scope_of("report", "see"))
    return Q() if departments is None else Q(department__in=departments) | Q(department__head=user)


class LedgerQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user):
        return self.filter(in_sight_of(user))

    # -- words --------------------------------------------------------------

    def of_persons(self, people):
        return self.persons().filter(user__in=people)

    def since(self, day):
        return self.filter(day__gte=day)

    def persons(self):
        return self.filter(kind="person")

    def departments(self):
        return self.filter(kind="department")

    def of(self, user):
        return self.persons().filter(user=user)

    def within(self, departments):
        return self.filter(department__in=departments)

    def on(self, day):
        return self.filter(day=day)

    def between(self, first, last):
        return self.filter(day__gte=first, day__lte=last)

    def last_of_each(self, users, day):
        """The latest row of each of these people before a date."""
        return self.filter(user__in=users, day__lt=day).order_by("user", "-day").distinct("user")

    def of_sellers(self):
        """Without the heads who had nothing to put right: they are not counted among those who closed the day."""
        return self.exclude(user=F("department__head"), deals=0, error="")

    def counted(self):
        """Without the days that were set aside."""
        from .models import Void

        voids = Void.objects.filter(department_day__department=models.OuterRef("department"), department_day__day=models.OuterRef("day"))
        return self.filter(~models.Exists(voids))

    def judged_to_the_end(self):
        """Without days on which something could not be judged."""
        return self.filter(error="")

    def for_list(self):
        return self.select_related("user", "department")

    def newest_first(self):
        return self.order_by("-day", "user__last_name", "pk")


class BreachQuerySet(models.QuerySet):
    # -- who may see what ---------------------------------------------------

    def visible_to(self, user, also_on_ones_deals=True):
        """One's own, those of one's departments, and those about one's own deal where somebody else's task was late."""
        scope = user.scope_of("report", "see")
        departments = user.department_ids_in(scope)
        if departments is None:
            return self
        own = Q(owner=user) | Q(deal_owner=user, rule="overdue") if also_on_ones_deals else Q(owner=user)
        return self.filter(own | Q(department__in=departments)) if departments else self.filter(own)

    # -- words --------------------------------------------------------------

    def of(self, user):
        return self.filter(owner=user)

    def of_nobody(self):
        """What nobody answered for that day: the head's."""
        return self.filter(owner__isnull=True)

    def within(self, departments):
        return self.filter(department__in=departments)

    def on(self, day):
        return self.filter(day=day)

    def between(self, first, last):
        return self.filter(day__gte=first, day__lte=last)

    def since(self, day):
        return self.filter(day__gte=day)

    def of_owners(self, people):
        return self.filter(owner__in=people)

    def unexcused(self):
        return self.filter(excused=None)

    def breaking(self, rule):
        return self.filter(rule=rule)

    def counted(self):
        from .models import Void

        voids = Void.objects.filter(department_day__department=models.OuterRef("department"), department_day__day=models.OuterRef("day"))
        return self.filter(~models.Exists(voids))

    # -- figures --------------------------------------------------------------

    def deals_per_day(self):
        """{day: deals and leads in breach}: one that broke several rules, or was several people's, counts once."""
        return dict(self.order_by("day").values_list("day").annotate(broken=Count(Coalesce("deal_id", -F("lead_id")), distinct=True)))

    def unanswered(self):
        return self.filter(answered=None, excused=None)

    def explained(self):
        """With an explanation that nobody has judged; what was excused waits for no verdict."""
        from .models import Explanation

        return self.filter(models.Q(excused=None), models.Exists(Explanation.objects.waiting().filter(breach=models.OuterRef("pk"))))

    def awaiting_verdict_of(self, user):
        """Explained, and this head may judge it: over the department, not their own, about a card that is named to them."""
        if not user.has_right("reassign"):
            return self.none()
        departments = user.department_ids_in(user.scope_of("report", "see"))
        found = self.explained().exclude(owner=user)
        return (found if departments is None else found.filter(department__in=departments)).filter(named_to(user))

    def cards(self):
        """How many deals and leads they are about: one that broke several rules counts once."""
        return self.aggregate(cards=Count(Coalesce("deal_id", -F("lead_id")), distinct=True))["cards"]

    def for_list(self):
        related = ["owner", "previous_owner", "deal_owner", "department", "excused__by", "answered"]
        return (
            self.select_related(*related)
            .prefetch_related("explanations__verdict__by", "enforcements__undone_by")
            .order_by("-day", "owner__last_name", "owner", "rule", "pk")
        )


def named_to(user):
    """Rows about cards that the segments of a reader do not hide."""
    if not segments_of(user):
        return Q()
    return Q(deal__in=Deal.objects.visible_to(user).values("pk")) | Q(lead__in=Lead.objects.visible_to(user).values("pk"))


def totals(rows):
    """Sums of a department's table."""
    return rows.aggregate(unprocessed=Sum("unprocessed"), no_task=Sum("no_task"), overdue=Sum("overdue"))

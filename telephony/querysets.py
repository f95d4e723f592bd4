import re
from datetime import datetime, time, timedelta

from django.db.models import Count, F, Q, Sum

from accounts.querysets import OwnedQuerySet
from contacts import limits
from crm_project.lib import phone_numbers
from crm_project.lib.text import sort_key

CARDS = ("deal", "lead", "contact", "company")


class CallQuerySet(OwnedQuerySet):
    # -- who may see what ---------------------------------------------------

    def reach(self, user, action):
        """A missed call that nobody took is seen by everybody of its department, so that somebody calls back."""
        condition = super().reach(user, action)
        if condition is None or action not in ("see", "edit") or not user.may(action, "call"):
            return condition
        return condition | Q(owner__isnull=True, department=user.department_id)

    def limit(self, user):
        return limits.subjects(user, self.model, CARDS)

    # -- words --------------------------------------------------------------

    def of(self, user):
        return self.filter(owner=user)

    def about(self, record):
        return self.filter(**{record.kind: record})

    def outgoing(self):
        return self.filter(direction=self.model.Direction.OUT)

    def incoming(self):
        return self.filter(direction=self.model.Direction.IN)

    def answered(self):
        return self.filter(outcome=self.model.Outcome.ANSWERED)

    def missed(self):
        """Incoming ones that nobody answered."""
        return self.incoming().exclude(outcome=self.model.Outcome.ANSWERED)

    def to_call_back(self):
        return self.missed().filter(called_back_at__isnull=True)

    def to_call_back_by(self, user):
        """What stands on My day: missed by this person, or by nobody in particular in the department."""
        nobodys = Q(owner__isnull=True, department=user.department_id)
        return self.to_call_back().filter(Q(owner__in={user.pk, *user.stands_in_for}) | nobodys).order_by("-started_at", "-pk")

    def without_deal(self):
        return self.filter(deal__isnull=True, lead__isnull=True)

    def without_result(self):
        """Talks of which nobody wrote what came of them."""
        return self.answered().filter(result__isnull=True, result_text="")

    def with_number(self, e164):
        return self.filter(e164=e164) if e164 else self.none()

    def before(self, moment):
        return self.filter(started_at__lte=moment)

    def since(self, moment):
        return self.filter(started_at__gte=moment)

    def between(self, first, last, zone):
        """Begun on these local dates, both included."""
        begins = datetime.combine(first, time.min, tzinfo=zone)
        ends = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
        return self.filter(started_at__gte=begins, started_at__lt=ends)

    def of_client(self, words, *, by_number):
        """By the name of a client, deal or lead; by a number too for those who may see numbers."""
        digits = re.sub(r"\D", "", words)
        if by_number and len(digits) >= 4:
            whole = phone_numbers.parse(words).e164
            return self.filter(Q(e164=whole) if whole else Q(e164__contains=digits))
        found = self
        for word in sort_key(words).split():
            found = found.filter(Q(*[(f"{card}__search_text__contains", word) for card in CARDS], _connector=Q.OR))
        return found

    # -- sums -----------------------------------------------------------------

    def summed(self):
        """{all, outgoing, incoming, missed, waiting, without_deal, seconds} by one query."""
        model = self.model
        came, talked = Q(direction=model.Direction.IN), Q(outcome=model.Outcome.ANSWERED)
        return self.aggregate(
            all=Count("pk"),
            outgoing=Count("pk", filter=Q(direction=model.Direction.OUT)),
            incoming=Count("pk", filter=came & talked),
            missed=Count("pk", filter=came & ~talked),
            waiting=Count("pk", filter=came & ~talked & Q(called_back_at__isnull=True)),
            without_deal=Count("pk", filter=Q(deal__isnull=True, lead__isnull=True)),
            seconds=Sum("seconds", default=0),
        )

    def moments(self):
        """(started_at, direction, outcome) in order, for the strip of the day."""
        return self.order_by("started_at").values_list("started_at", "direction", "outcome")

    # -- what a page needs ----------------------------------------------------

    def for_list(self):
        return self.select_related("owner", "deal", "lead", "contact", "company", "result")

    def newest_first(self):
        return self.order_by(F("started_at").desc(), F("pk").desc())

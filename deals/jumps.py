"""Where the deals of a funnel really go: from which stage to which, what they jump over, what is taken back."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from .models import Deal, DealMove, DealStay
from .stage_facts import DAYS, stage_facts

MANY = 0.5
FEWEST = 10
SPANS = {30: _("30 days"), 90: _("90 days"), 365: _("a year")}


class JumpForm(forms.Form):
    days = forms.TypedChoiceField(label=_("For the last"), choices=list(SPANS.items()), coerce=int)
    days.widget.attrs["class"] = "form-select form-select-sm"

    @classmethod
    def asked(cls, query):
        """The form of what was asked; nothing asked is a quarter."""
        return cls({"days": query.get("days") or DAYS})


@dataclass
class Cell:
    """The moves between two stages: `way` is next, jump or back; `heat` 1 to 4 for what is off the usual path."""

    there: object
    count: int = 0
    way: str = ""
    heat: int = 0


class JumpMap:
    """The moves of the deals that a person may see, in the last days; two queries whatever their number."""

    def __init__(self, user, funnel, days):
        self.user, self.funnel, self.days = user, funnel, days
        self.since = clock.now() - timedelta(days=days)
        self.stages = funnel.live_stages

    @cached_property
    def deals(self):
        """Those whose figures the person may read: what the report's and the deal's row of the matrix both allow."""
        deals = Deal.objects.visible_to(self.user).live().in_funnel(self.funnel)
        narrower = min(self.user.scope_of("report", "see"), self.user.scope_of("deal", "see"), key=lambda scope: scope.width)
        people = self.user.people_ids_in(narrower)
        return deals if people is None else deals.filter(owner__in=people)

    @cached_property
    def moves(self):
        return DealMove.objects.filter(card__in=self.deals.values("pk"), at__gte=self.since, undone_at=None)

    def between(self, here, there):
        """The moves behind one cell, for keyset pages."""
        return self.moves.filter(from_stage=here, to_stage=there).select_related("card", "by", "card__owner")

    @cached_property
    def rows(self):
        """[(stage, [Cell])] with a cell for every stage; the loss is one of the columns."""
        counts = {}
        for here, there, count in self.moves.order_by().values_list("from_stage", "to_stage").annotate(Count("pk")):
            counts[here, there] = count
        known = {stage.pk for stage in self.stages}
        self.gone = sum(count for (here, there), count in counts.items() if not {here, there} <= known)
        return [(here, self._cells(here, counts)) for here in self.stages]

    @property
    def total(self):
        return sum(cell.count for _stage, cells in self.rows for cell in cells)

    @cached_property
    def facts(self):
        stays = DealStay.objects.filter(card__in=self.deals.values("pk"), stage__in=[stage.pk for stage in self.stages if stage.is_open])
        return stage_facts(stays, self.since)

    @property
    def jumped(self):
        """[(stage, facts)] that many deals jump over, the most jumped first."""
        found = [(stage, self.facts.get(stage.pk)) for stage in self.stages if stage.kind == "working"]
        found = [(stage, facts) for stage, facts in found if facts and facts.came + facts.jumped >= FEWEST and facts.jumped_share > 0.1]
        return sorted(found, key=lambda pair: -pair[1].jumped_share)

    def _cells(self, here, counts):
        most = max((counts.get((here.pk, one.pk), 0) for one in self.stages), default=0)
        open_ahead = [one for one in self.stages if one.position > here.position and one.kind != "lost"]
        following = open_ahead[0] if open_ahead else None
        return [self._cell(here, one, following, counts.get((here.pk, one.pk), 0), most) for one in self.stages]

    def _cell(self, here, there, following, count, most):
        if not count:
            return Cell(there)
        way = "lost" if there.kind == "lost" else "next" if there == following else "jump" if here.is_behind(there) else "back"
        return Cell(there, count, way, 1 + min(3, int(count / most * 4)))

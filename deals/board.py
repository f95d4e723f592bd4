"""The board: the open stages of a funnel with their newest cards, counts and sums."""

from dataclasses import dataclass, field
from functools import cached_property

from contacts.limits import segments_of
from crm_project.lib.keyset import packed

from .decorators import decorated
from .models import StageTotal

CARDS = 20
SERVED_BY_TOTALS = {"owner"}


@dataclass
class Column:
    """A stage with the top of its cards; `totals` are [(currency, count, sum)] of all of them."""

    stage: object
    place: int
    cards: list = field(default_factory=list)
    totals: list = field(default_factory=list)

    @property
    def count(self):
        return sum(count for _currency, count, _sum in self.totals)

    @property
    def sums(self):
        return [(amount, currency) for currency, count, amount in self.totals if count and amount]

    @property
    def rest(self):
        return max(self.count - len(self.cards), 0)

    @property
    def mark(self):
        return mark_of(self.cards[-1]) if self.cards else ""

    @property
    def ramp(self):
        return min(self.place, 7)


def mark_of(deal):
    return packed([deal.stage_entered_at, deal.pk])


class Board:
    """What one person sees of one funnel under the conditions of a DealFilter."""

    def __init__(self, user, funnel, filters):
        self.user, self.funnel, self.filters = user, funnel, filters

    @cached_property
    def stages(self):
        return [stage for stage in self.funnel.live_stages if stage.is_open]

    @cached_property
    def columns(self):
        """Every open stage, with cards."""
        columns = self.heads
        shown = decorated(self.found.newest_of_each(self.stages, CARDS).for_board(), self.user)
        for column in columns:
            column.cards = [self._placed(deal, column.stage) for deal in shown if deal.stage_id == column.stage.pk]
        return columns

    @property
    def heads(self):
        """Every open stage with its count and sum only."""
        return [Column(stage, place, totals=self.totals.get(stage.pk, [])) for place, stage in enumerate(self.stages, start=1)]

    @cached_property
    def found(self):
        return self.filters.found

    @cached_property
    def totals(self):
        """Kept by the database as long as the board shows all cards of some owners; counted anew under finer conditions."""
        if not self.filters.is_valid() or self.filters.names - SERVED_BY_TOTALS or self._sees_more_than_totals():
            return self.found.sums_by_stage()
        kept = StageTotal.objects.visible_to(self.user).in_stages(self.stages)
        owner = self.filters.form.cleaned_data.get("owner")
        return (kept.of(owner) if owner else kept).by_stage()

    def _sees_more_than_totals(self):
        """Less or more than all deals of some owners: limited to segments, or with deals opened by a hand-off."""
        return segments_of(self.user) or self.user.opened_ids("deal", "see")

    @property
    def overall(self):
        """(count, [(sum, currency)]) over all columns, for the line beside the title."""
        count, sums = 0, {}
        for rows in self.totals.values():
            for currency, cards, amount in rows:
                count += cards
                sums[currency] = sums.get(currency, 0) + amount
        return count, [(amount, currency) for currency, amount in sorted(sums.items()) if amount]

    def page(self, stage, mark):
        """(cards, more): the cards of a stage below a mark."""
        cards = list(self.found.after_in_stage(stage, mark).for_board()[: CARDS + 1])
        shown = decorated(cards[:CARDS], self.user)
        return [self._placed(deal, stage) for deal in shown], len(cards) > CARDS

    def card(self, pk):
        """The card as this board shows it, or None when its conditions leave it out."""
        deal = self.found.for_board().filter(pk=pk).first()
        return self._shown(deal) if deal else None

    def card_of(self, deal):
        """The same of a deal at hand."""
        return self._shown(deal) if self.found.filter(pk=deal.pk).exists() else None

    def _shown(self, deal):
        stage = next((stage for stage in self.stages if stage.pk == deal.stage_id), None)
        return self._placed(*decorated([deal], self.user), stage) if stage else None

    def _placed(self, deal, stage):
        deal.stage = stage
        return deal

"""Changes of a funnel that open cards may feel: whom each would touch, and how it is made."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from django.db.models import Count, Q
from django.http import Http404

from fields.models import CustomField

from .card_fields import BUILT_IN, reader_of
from .refusals import FunnelNeedsIt, StageHasCards, StageIsAwaited, StageOfAnotherFunnel


class Change:
    """One change. `place` is what it concerns: a later change of the same place stands for the earlier one."""

    do = ""
    blocks: ClassVar[tuple] = ("stages", "stage", "funnel_map", "required_fields")
    """What of the handbook shows it."""

    @property
    def kept(self):
        return {"do": self.do, **asdict(self)}

    def touches(self, funnel):
        return self.touched(funnel).exists()

    def goes_before(self, other):
        """The other one counts on it, so it must wait too."""
        return False

    def is_done(self, funnel):
        """The funnel is so already."""
        return False

    def check(self, funnel):
        """Refuse what can never be made."""

    def check_beside(self, others, funnel):
        """Refuse what cannot be made together with the other changes of the draft."""

    def stage_in(self, funnel):
        return next((one for one in funnel.stages.live() if one.pk == self.stage), None)

    def make(self, funnel, *, by, grace_until=None):
        """Make it, as a part of a verb; tells what was done, in the names of the day."""
        fact = self.fact(funnel)
        self._apply(funnel, by, grace_until)
        return fact | ({"grace_until": grace_until.isoformat()} if grace_until and self.may_have_grace else {})

    may_have_grace = False

    def holds(self, funnel):
        stage = self.stage_in(funnel)
        return stage is not None and not stage.is_going


@dataclass(frozen=True)
class Demand(Change):
    """What a stage does with a field: "required", "shown" or "" (nothing)."""

    stage: int
    key: str
    demand: str

    do: ClassVar[str] = "demand"
    may_have_grace: ClassVar[bool] = True
    blocks: ClassVar[tuple] = ("required_fields", "stage")

    @property
    def place(self):
        return f"demand-{self.stage}-{self.key}"

    def holds(self, funnel):
        return super().holds(funnel) and self._custom(funnel) is not False

    def check(self, funnel):
        if not self.holds(funnel):
            raise Http404

    def touched(self, funnel):
        """Open cards on which the field is empty. A demand that stands already, or none, touches nobody."""
        cards = open_cards(funnel)
        if self.demand != "required" or self._demand_now(funnel) == "required":
            return cards.none()
        return cards.filter(self.reader(funnel).empty())

    def figures(self, funnel):
        """(cards that stand there or farther, cards that are on their way there) among the touched."""
        stage = self.stage_in(funnel)
        there = Q(stage__position__gte=stage.position)
        return tuple(self.touched(funnel).aggregate(there=Count("pk", filter=there), ahead=Count("pk", filter=~there)).values())

    def reader(self, funnel):
        return reader_of(self.key, funnel.kind_of_card, custom=self._custom(funnel) or None)

    def is_done(self, funnel):
        return self._demand_now(funnel) == self.demand

    def fact(self, funnel):
        stage = self.stage_in(funnel)
        return {"verb": "field_demanded", "stage": stage.name, "field": str(self.reader(funnel).label), "demand": self.demand}

    def _apply(self, funnel, by, grace_until):
        custom = self._custom(funnel)
        funnel._demand(self.stage_in(funnel), {"custom": custom} if custom else {"code": self.key}, self.demand, grace_until)

    def _demand_now(self, funnel):
        from .models import StageField

        fields = StageField.objects.filter(stage=self.stage).select_related("custom")
        now = next((one for one in fields if one.key == self.key), None)
        return "" if now is None else "required" if now.is_required else "shown"

    def _custom(self, funnel):
        """The custom field, None for a built-in one, False if there is no such field."""
        if self.key in BUILT_IN:
            return None
        return CustomField.objects.of(funnel.kind_of_card).in_funnel(funnel).filter(code=self.key.removeprefix("extra_")).first() or False


@dataclass(frozen=True)
class Placing(Change):
    """A stage stands at the n-th place, from 1."""

    stage: int
    number: int

    do: ClassVar[str] = "placing"

    @property
    def place(self):
        return f"placing-{self.stage}"

    def goes_before(self, other):
        return isinstance(other, Placing)

    def check(self, funnel):
        stage = self.stage_in(funnel)
        if stage is None:
            raise Http404
        if stage.kind != "working":
            raise FunnelNeedsIt(stage)

    def touched(self, funnel):
        """Open cards in the stages that would lie on the other side of this one, and in this one if there are any such."""
        return open_cards(funnel).filter(stage__in=self._crossed(funnel))

    def figures(self, funnel):
        return (self.touched(funnel).count(),)

    def is_done(self, funnel):
        return not self._crossed(funnel)

    def fact(self, funnel):
        return {"verb": "stage_placed", "stage": self.stage_in(funnel).name, "number": self.number}

    def _apply(self, funnel, by, grace_until):
        funnel._place(self.stage_in(funnel), self.number)

    def _crossed(self, funnel):
        from .models.shaping import placed

        stages = list(funnel.stages.live().order_by("position"))
        stage = next(one for one in stages if one.pk == self.stage)
        behind = {one.pk for one in stages[: stages.index(stage)]}
        then = placed(stages, stage, self.number)
        crossed = behind ^ {one.pk for one in then[: then.index(stage)]}
        return {*crossed, stage.pk} if crossed else set()


@dataclass(frozen=True)
class Removal(Change):
    """A stage is taken out of the way; its cards go to another one."""

    stage: int
    to: int | None

    do: ClassVar[str] = "removal"

    @property
    def place(self):
        return f"removal-{self.stage}"

    def holds(self, funnel):
        heir = self.heir_in(funnel)
        return super().holds(funnel) and (self.to is None or (heir is not None and not heir.is_going))

    def check(self, funnel):
        stage = self.stage_in(funnel)
        if stage is None:
            raise Http404
        if stage.kind != "working" or stage.is_going:
            raise FunnelNeedsIt(stage)
        if self.to is None and self.touches(funnel):
            raise StageHasCards(stage, self.touched(funnel).count())
        if self.to is not None and (not self.holds(funnel) or self.to == self.stage):
            raise StageOfAnotherFunnel

    def check_beside(self, others, funnel):
        removals = [one for one in others if isinstance(one, Removal)]
        if any(one.stage == self.to for one in removals):
            raise StageOfAnotherFunnel
        if awaits := next((one for one in removals if one.to == self.stage), None):
            raise StageIsAwaited(self.stage_in(funnel), awaits.stage_in(funnel))

    def heir_in(self, funnel):
        return next((one for one in funnel.stages.live().open() if one.pk == self.to), None)

    def touched(self, funnel):
        return open_cards(funnel).filter(stage=self.stage)

    def figures(self, funnel):
        return (self.touched(funnel).count(),)

    def fact(self, funnel):
        heir = self.heir_in(funnel)
        return {"verb": "stage_retired", "stage": self.stage_in(funnel).name, "to": heir.name if heir else ""}

    def _apply(self, funnel, by, grace_until):
        funnel._let_go(self.stage_in(funnel), self.heir_in(funnel), by)


@dataclass(frozen=True)
class AskOnTheWay(Change):
    """A move asks for what the stages passed over require too, and no longer for the target's fields only."""

    do: ClassVar[str] = "on_the_way"
    blocks: ClassVar[tuple] = ("card_rules", "funnel_map")
    place: ClassVar[str] = "on_the_way"

    def holds(self, funnel):
        return funnel.target_only

    def touched(self, funnel):
        return open_cards(funnel)

    def figures(self, funnel):
        return (self.touched(funnel).count(),)

    def is_done(self, funnel):
        return not funnel.target_only

    def fact(self, funnel):
        return {"verb": "asks_on_the_way"}

    def _apply(self, funnel, by, grace_until):
        funnel.target_only = False
        funnel.save(update_fields=["target_only"])


_KINDS = {kind.do: kind for kind in (Demand, Placing, Removal, AskOnTheWay)}


def change_of(kept):
    """The change that `kept` was written from."""
    values = dict(kept)
    return _KINDS[values.pop("do")](**values)


def open_cards(funnel):
    return (funnel.deals if funnel.cards == "deals" else funnel.leads).open()

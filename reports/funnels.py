"""Per-manager funnels side by side, from the stays of deals in stages: a past period gives the same figures tomorrow."""

from collections import defaultdict, namedtuple
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from statistics import median

from django.db.models import Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Extract

from accounts.models import User
from deals.models import DealStay, StageFlow
from deals.models.flows import whole_days

from .keeping import kept
from .narrowing import is_narrow, narrowed_deals, trashed_ids
from .sales import Median
from .scope import people_ids

WORSE_BY = 0.12
FEWEST = 10
ONWARD = ["forward", "won"]
FIGURES = ("entered", "left", "onward", "lost")
_STOOD = ExpressionWrapper(F("left_at") - F("entered_at"), output_field=DurationField())
_SPENT = Extract(_STOOD, "epoch", output_field=FloatField())


_Piece = namedtuple("_Piece", "start end")


@dataclass
class Cell:
    """A person in a stage during the period: deals that entered, those that left and how, days they stood there."""

    entered: int = 0
    left: int = 0
    onward: int = 0
    lost: int = 0
    days: float | None = None
    share: float | None = None
    team_share: float | None = None
    team_entered: float = 0
    is_bad: bool = False

    @property
    def went_on(self):
        return self.onward / self.left if self.left else None


@dataclass
class Column:
    """One person's funnel: cells in the order of the stages; `worst` is the place of the step that needs a look."""

    person: User
    cells: list = field(default_factory=list)
    worst: int | None = None


def funnel_stages(funnel):
    return list(funnel.stages.exclude(kind="lost").filter(retired_at__isnull=True).order_by("position"))


def stays_of(form, funnel, *, in_trash=False):
    """The stays a funnel report counts; the lists behind its numbers start here."""
    stays = DealStay.objects.filter(stage__in=[stage.pk for stage in funnel.stages.all()], **_owners(form))
    stays = stays.filter(card__in=trashed_ids()) if in_trash else stays.exclude(card__in=trashed_ids())
    if is_narrow(form):
        stays = stays.filter(card__in=narrowed_deals(form).values("pk"))
    return stays


def _owners(form):
    """Whose stays the reader asks for and may read, as a condition on the owner."""
    people = people_ids(form.user)
    owner = form.cleaned_data.get("owner")
    if owner is not None:
        people = {owner.pk} if people is None else {owner.pk} & people
    return {} if people is None else {"owner__in": people}


def conditions(span):
    """What the numbers of a cell mean, as conditions on a stay."""
    left = Q(left_at__gte=span.start, left_at__lt=span.end)
    return {
        "entered": Q(entered_at__gte=span.start, entered_at__lt=span.end),
        "left": left,
        "onward": left & Q(left_way__in=ONWARD),
        "lost": left & Q(left_way="lost"),
    }


def columns(form, funnel, stages, with_days=False):
    """One column per person with any figure, by name, and the team's cells; medians of days only where they are shown.

    Full days come from the counts that the database keeps, unless the form narrows the deals; the hours at the ends of
    the span, and what lies in the trash, are counted from the stays.
    """
    span, stays = form.span, stays_of(form, funnel)
    core, edges = (None, [(span.start, span.end)]) if is_narrow(form) else whole_days(span.start, span.end)
    cells = {}
    if core:
        flows = StageFlow.objects.filter(stage__in=funnel.stages.all(), **_owners(form)).in_whole_days(core)
        _add(cells, flows.by_cell())
        trashed = stays_of(form, funnel, in_trash=True)
        _add(cells, _counted(trashed, [core]), sign=-1)
    _add(cells, _counted(stays, edges))
    if with_days:
        left = stays.order_by().filter(conditions(span)["left"], was_skipped=False)
        for owner, stage, seconds in left.values_list("owner", "stage").annotate(seconds=Median(_SPENT)):
            cells[owner, stage].days = seconds / 86400
    people = User.objects.filter(
        pk__in={owner for (owner, _stage), cell in cells.items() if owner and (cell.entered or cell.left)}
    ).by_name()
    table = [Column(person, [cells.get((person.pk, stage.pk), Cell()) for stage in stages]) for person in people]
    _compare(table, stages)
    return table


def team_days(form, funnel):
    """{stage id: median days} over everybody, for the chart of ageing."""

    def read():
        left = stays_of(form, funnel).filter(conditions(form.span)["left"], was_skipped=False)
        rows = left.values_list("stage").annotate(seconds=Median(_SPENT)).order_by()
        return {stage: seconds / 86400 for stage, seconds in rows}

    return kept("days", form, read)


def _counted(stays, pieces):
    """[(owner id, stage id, entered, left, onward, lost)] of the stays that began or ended inside the pieces of time.

    Two queries: who entered and who left are asked apart, because each has its index.
    """
    if not pieces:
        return []
    within = {name: reduce(or_, [conditions(_Piece(*piece))[name] for piece in pieces]) for name in FIGURES}
    rows = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    for names in (FIGURES[:1], FIGURES[1:]):
        counts = {f"number_{name}": Count("stage", filter=within[name]) for name in names}
        for owner, stage, *numbers in stays.order_by().filter(within[names[0]]).values_list("owner", "stage").annotate(**counts):
            rows[owner, stage].update(zip(names, numbers, strict=True))
    return [(owner, stage, *row.values()) for (owner, stage), row in rows.items()]


def _add(cells, rows, sign=1):
    for owner, stage, *numbers in rows:
        cell = cells.setdefault((owner, stage), Cell())
        for name, number in zip(FIGURES, numbers, strict=True):
            setattr(cell, name, getattr(cell, name) + sign * number)


def _compare(table, stages):
    """The share of a cell is the step into its stage: of the deals that left the one before, how many went on."""
    for place in range(len(stages)):
        middle = median([column.cells[place].entered for column in table]) if table else 0
        before = [column.cells[place - 1] for column in table] if place else []
        left, onward = sum(cell.left for cell in before), sum(cell.onward for cell in before)
        for column in table:
            cell = column.cells[place]
            cell.team_entered = middle
            if not place:
                continue
            mine = column.cells[place - 1]
            cell.share = mine.onward / mine.left if mine.left else None
            cell.team_share = onward / left if left else None
            enough = mine.left >= FEWEST and left - mine.left >= FEWEST
            cell.is_bad = enough and cell.share is not None and cell.team_share - cell.share >= WORSE_BY
    for column in table:
        bad = [(cell.share - cell.team_share, place) for place, cell in enumerate(column.cells) if cell.is_bad]
        column.worst = min(bad)[1] if bad else None

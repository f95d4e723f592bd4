"""Per-manager funnels side by side, from the stays of deals in stages: a past period gives the same figures tomorrow."""

from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Extract

from accounts.models import User
from deals.models import DealStay

from .narrowing import is_narrow, narrowed_deals, trashed_ids
from .sales import Median
from .scope import people_ids

WORSE_BY = 0.12
FEWEST = 10
ONWARD = ["forward", "won"]


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


def stays_of(form, funnel):
    """The stays a funnel report counts; the lists behind its numbers start here."""
    stays = DealStay.objects.filter(stage__in=[stage.pk for stage in funnel.stages.all()]).exclude(card__in=trashed_ids())
    people = people_ids(form.user)
    if people is not None:
        stays = stays.filter(owner__in=people)
    if form.cleaned_data.get("owner"):
        stays = stays.filter(owner=form.cleaned_data["owner"])
    if is_narrow(form):
        stays = stays.filter(card__in=narrowed_deals(form).values("pk"))
    return stays


def conditions(span):
    """What the numbers of a cell mean, as conditions on a stay."""
    left = Q(left_at__gte=span.start, left_at__lt=span.end)
    return {
        "entered": Q(entered_at__gte=span.start, entered_at__lt=span.end),
        "left": left,
        "onward": left & Q(left_way__in=ONWARD),
        "lost": left & Q(left_way="lost"),
    }


def columns(form, funnel, stages):
    """One column per person with any figure, by name, and the team's cells: three queries."""
    span = form.span
    counts = conditions(span)
    seconds = Extract(ExpressionWrapper(F("left_at") - F("entered_at"), output_field=DurationField()), "epoch", output_field=FloatField())
    figures = {name: Count("pk", filter=condition) for name, condition in counts.items()}
    figures["seconds"] = Median(seconds, filter=counts["left"] & Q(was_skipped=False))
    rows = stays_of(form, funnel).filter(counts["entered"] | counts["left"]).values("owner", "stage").annotate(**figures).order_by()
    cells = {(row["owner"], row["stage"]): _cell(row) for row in rows}
    people = User.objects.filter(pk__in={owner for owner, _stage in cells if owner}).by_name()
    table = [Column(person, [cells.get((person.pk, stage.pk), Cell()) for stage in stages]) for person in people]
    _compare(table, stages)
    return table


def team_days(form, funnel):
    """{stage id: median days} over everybody, for the chart of ageing."""
    counts = conditions(form.span)
    spent = ExpressionWrapper(F("left_at") - F("entered_at"), output_field=DurationField())
    rows = stays_of(form, funnel).filter(counts["left"], was_skipped=False).values("stage")
    rows = rows.annotate(middle=Median(Extract(spent, "epoch", output_field=FloatField()))).order_by()
    return {row["stage"]: row["middle"] / 86400 for row in rows if row["middle"] is not None}


def _cell(row):
    days = None if row["seconds"] is None else row["seconds"] / 86400
    return Cell(row["entered"], row["left"], row["onward"], row["lost"], days)


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

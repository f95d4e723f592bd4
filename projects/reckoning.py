"""What a project was to cost and costs: sums of lines by kind, from the rows as they are now."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from .models import Line, Note
from .permissions import may_see_money

NOTHING = Decimal(0)


@dataclass
class Row:
    """A line with what was spent on it: `used` in its unit, `cost` in money; None where nothing is told."""

    line: Any
    used: Any
    cost: Any
    notes: list

    @property
    def is_over(self):
        """More than planned, of what is counted in the plan."""
        if self.line.quantity is not None and self.used is not None and self.used > self.line.quantity:
            return True
        planned = self.line.planned_sum
        return planned is not None and self.cost is not None and self.cost > planned


@dataclass
class Part:
    """The lines of one kind; hours also as `hours` planned and spent."""

    kind: str
    label: Any
    rows: list = field(default_factory=list)

    @property
    def planned(self):
        return sum((row.line.planned_sum or NOTHING for row in self.rows), NOTHING)

    @property
    def spent(self):
        return sum((row.cost or NOTHING for row in self.rows), NOTHING)

    @property
    def hours(self):
        if self.kind != Line.Kind.HOURS:
            return None
        return sum((row.line.quantity for row in self.rows), NOTHING), sum((row.used or NOTHING for row in self.rows), NOTHING)


@dataclass
class Estimate:
    parts: list
    sees_money: bool

    @property
    def planned(self):
        return sum((part.planned for part in self.parts), NOTHING)

    @property
    def spent(self):
        return sum((part.spent for part in self.parts), NOTHING)

    @property
    def left(self):
        return self.planned - self.spent

    @property
    def overspent(self):
        return -self.left

    @property
    def percent(self):
        return round(100 * self.spent / self.planned) if self.planned else None


def estimate_of(project, user):
    """Three queries. Who may not see sums gets materials and hours without prices, and no money at all."""
    sees_money, shown = may_see_money(user), {}
    spent = {
        line: (used, cost)
        for line, used, cost in Note.objects.standing()
        .filter(line__project=project)
        .order_by()
        .values_list("line")
        .annotate(Sum("quantity"), Sum("amount"))
    }
    notes = {}
    for note in Note.objects.standing().filter(line__project=project).select_related("created_by"):
        notes.setdefault(note.line_id, []).append(note)
    for kind, label in Line.Kind.choices:
        if sees_money or kind != Line.Kind.MONEY:
            shown[kind] = Part(kind, label)
    for line in project.lines.all():
        line.project = project
        if line.kind in shown:
            used, cost = spent.get(line.pk, (None, None))
            shown[line.kind].rows.append(Row(line, used, cost, notes.get(line.pk, [])))
    return Estimate(list(shown.values()), sees_money)


def sums_of(projects):
    """Put `planned` and `spent` on each of the loaded projects: two queries however many they are."""
    planned, ids = {}, [project.pk for project in projects]
    for line in Line.objects.filter(project__in=ids).order_by():
        planned[line.project_id] = planned.get(line.project_id, NOTHING) + (line.planned_sum or NOTHING)
    standing = Note.objects.standing().filter(line__project__in=ids).order_by()
    spent = dict(standing.values_list("line__project").annotate(Sum("amount")))
    for project in projects:
        project.planned, project.spent = planned.get(project.pk), spent.get(project.pk)

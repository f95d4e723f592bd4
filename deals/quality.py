"""How orderly a person works, in figures of a period: steps back they asked for, and wins of theirs that were looked at.

A share is told from enough cases only; the number of cases always stands beside it.
"""

from dataclasses import dataclass, field

from django.db.models import Count

from .models import Ask, WinCheck, WinRemark

ENOUGH = 10


@dataclass
class Quality:
    asked: int = 0
    granted: int = 0
    declined: int = 0
    pending: int = 0
    checked: int = 0
    in_order: int = 0
    remarks: list = field(default_factory=list)

    @property
    def lapsed(self):
        """Withdrawn, or void by then."""
        return self.asked - self.granted - self.declined - self.pending

    @property
    def is_enough(self):
        return self.checked >= ENOUGH

    @property
    def share(self):
        return self.in_order / self.checked if self.is_enough else None


def quality_of(people, start, end, deals=None):
    """{person id: Quality} of those with anything to tell; `people` are ids, None for everybody; three queries.

    `deals` narrows it to cards that the reader may see.
    """
    asks, checks = Ask.objects.all(), WinCheck.objects.all()
    if deals is not None:
        asks, checks = asks.filter(deal__in=deals), checks.filter(deal__in=deals)
    found = {pk: Quality(**row) for pk, row in asks.steps_back(people, start, end).items()}
    for pk, row in checks.quality(people, start, end).items():
        quality = found.setdefault(pk, Quality())
        quality.checked, quality.in_order = row["checked"], row["in_order"]
    remarks = WinRemark.objects.filter(check_of__in=checks.checked_between(start, end).filter(owner__in=found)).order_by()
    for pk, point, number in remarks.values_list("check_of__owner", "point").annotate(Count("pk")):
        found[pk].remarks.append((WinRemark.Point(point).label, number))
    for quality in found.values():
        quality.remarks.sort(key=lambda pair: (-pair[1], str(pair[0])))
    return found

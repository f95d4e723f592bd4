"""Under a rule of the handbook: how the reader keeps it, beside the department, whose people only its head sees by name."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.template.loader import render_to_string

from accounts.models import User, Workspace
from crm_project.lib import clock
from regulations.living.blocks import Personal, live_block
from regulations.models import SectionChange
from regulations.models.publishing import company_day
from regulations.reading.permissions import leads_people, people_ids

from .kept_days import KeptDays
from .rules import RULES

DAYS, DAYS_BACK = 30, 62
"""Working days that are looked at, and within how many days of the calendar they lie."""
FEWEST_FOR_A_MEDIAN = 3
"""Of two people the median would give the other one away."""
MOST_NAMED = 50


@dataclass(frozen=True)
class Line:
    """One person's `days`, [(day, whether the rules were kept)]."""

    person: Any
    days: list

    @property
    def kept(self):
        return sum(kept for _day, kept in self.days)

    @property
    def total(self):
        return len(self.days)

    @property
    def streak(self):
        """Days without a breach up to the last one that was judged."""
        broken = next((place for place, (_day, kept) in enumerate(reversed(self.days)) if not kept), None)
        return self.total if broken is None else broken

    @property
    def halves(self):
        """(share of kept days of the earlier half, of the later half); None while there are too few days to compare."""
        half = self.total // 2
        if half < 5:
            return None
        earlier, later = self.days[:-half], self.days[-half:]
        return tuple(sum(kept for _day, kept in days) / len(days) for days in (earlier, later))

    @property
    def trend(self):
        """better, worse, same or "" """
        if self.halves is None:
            return ""
        earlier, later = self.halves
        return "better" if later > earlier else "worse" if later < earlier else "same"


@dataclass(frozen=True)
class Square:
    """A day of the strip; `is_new` where the text of the rule changed between it and the day before."""

    day: Any
    is_kept: bool
    is_new: bool


def rules_of(place):
    """The rules that a section explains; all of them where it explains none alone."""
    return [rule for rule in RULES if rule.section == "/".join(place)] or RULES


def discipline(reader, place):
    rules = rules_of(place)
    codes = [rule.code for rule in rules]
    colleagues, led, kept = _known_to(reader)
    own = Line(reader, kept.days_of(reader.pk, codes, DAYS))
    people = [line for person in led if (line := Line(person, kept.days_of(person.pk, codes, DAYS))).total]
    if not own.total and not people:
        return ""
    changed = _changes_of(place, rules, min(line.days[0][0] for line in [own, *people] if line.total))
    others = [line.kept / line.total for line in (Line(pk, kept.days_of(pk, codes, DAYS)) for pk in colleagues) if line.total]
    context = {
        "own": own if own.total else None,
        "squares": _squares(own.days, changed),
        "changed": changed,
        "median": median(others) if len(others) >= FEWEST_FOR_A_MEDIAN else None,
        "people": people,
        "rules": rules,
        "last": max(line.days[-1][0] for line in [own, *people] if line.total),
    }
    return render_to_string("workday/discipline.html", context)


def _known_to(reader):
    """(ids of the department, people to be named, KeptDays of all), read once for all places of a page."""
    known = reader.__dict__.get("_discipline")
    if known is None:
        colleagues = list(User.objects.active().people().beside(reader).values_list("pk", flat=True))
        led = _people_of(reader)
        people = {reader.pk, *colleagues, *(one.pk for one in led)}
        kept = KeptDays(people, clock.today(Workspace.current().zone) - timedelta(days=DAYS_BACK))
        known = reader.__dict__["_discipline"] = colleagues, led, kept
    return known


def _people_of(reader):
    """Those whose days the reader may see by name, without themselves."""
    if not leads_people(reader):
        return []
    ids = people_ids(reader)
    people = User.objects.active().people() if ids is None else User.objects.active().people().by_ids(ids)
    return [person for person in people.by_name()[:MOST_NAMED] if person.pk != reader.pk]


def _changes_of(place, rules, first):
    """The days since `first` on which an edition with another text of the rule came into force."""
    sections = {tuple(rule.section.split("/")) for rule in rules if rule.section} | {place}
    moments = SectionChange.objects.of_substance(sections).values_list("edition__effective_at", flat=True)
    return sorted({day for moment in moments if first <= (day := company_day(moment)) <= company_day(clock.now())})


def _squares(days, changed):
    marked = {bisect_left([day for day, _kept in days], one) for one in changed}
    return [Square(day, kept, place in marked) for place, (day, kept) in enumerate(days)]


live_block(Personal("discipline", discipline))

"""On which day a birthday is kept: who was born on 29 February keeps it on 1 March of common years, never before the day."""

from calendar import isleap
from datetime import date, timedelta

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Cast, ExtractDay, ExtractMonth

BORN = ExtractMonth("birthday") * 100 + ExtractDay("birthday")
"""24 November is 1124; an index of contacts stands on it."""
LEAP_DAY, DAY_AFTER = 229, 301
LONGEST = 60


def day_in(birthday, year):
    """The date of the celebration in this year."""
    if (birthday.month, birthday.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return birthday.replace(year=year)


def next_day(birthday, today):
    """Today or the first later date on which it is celebrated."""
    this_year = day_in(birthday, today.year)
    return this_year if this_year >= today else day_in(birthday, today.year + 1)


def celebrated(people, first, days=0):
    """Those whose birthday is kept on `first` or within so many days after it, with their `place` in that order."""
    dates = [first + timedelta(days=n) for n in range(min(days, LONGEST) + 1)]
    keys = {_key(day) for day in dates}
    if any(_key(day) == DAY_AFTER and not isleap(day.year) for day in dates):
        keys.add(LEAP_DAY)
        kept = Case(When(born=LEAP_DAY, then=Value(DAY_AFTER)), default=F("born"))
    else:
        kept = F("born")
    born = people.filter(birthday__isnull=False, erased_at=None).annotate(born=BORN).filter(born__in=sorted(keys))
    place = Case(When(kept__lt=_key(first), then=F("kept") + 1300), default=F("kept"))
    return born.annotate(kept=Cast(kept, IntegerField())).annotate(place=Cast(place, IntegerField()))


def _key(day):
    return day.month * 100 + day.day

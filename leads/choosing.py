"""Which scenario holds for an enquiry, and whom it names: asked alike by the hand-out itself and by the trial on its page."""

from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import User
from accounts.schedule import Timetable
from crm_project.lib import clock, training_mode

from .known_regions import regions_of, words_of_regions
from .known_segments import segments_of
from .load import load_of
from .models import Scenario
from .readiness_of_people import excluded, halted

INACTIVE, NO_RIGHT, AWAY, OFF_HOURS, UNCLEAN, ASKED, LATER, BUSIER = (
    "inactive", "no_right", "away", "off_hours", "unclean", "asked", "later", "busier"
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a scenario looks at in an enquiry."""

    department: object
    source_id: int | None = None
    channel_id: int | None = None
    segment_ids: frozenset = frozenset()
    came_at: object = None
    region: str = ""

    @classmethod
    def of(cls, lead, segment_ids, region=""):
        return cls(lead.department, lead.source_id, lead.channel_id, frozenset(segment_ids), lead.recorded_at, region)


@dataclass
class Standing:
    """One seat at this moment: `user` would be asked unless `why_not` says otherwise; `words` is a reason of an app above."""

    seat: object
    user: object
    why_not: str = ""
    words: str = ""
    deputy_for: str = ""
    load: int | None = None


@dataclass
class Choice:
    """What came of a scenario: the seat that is asked, or none, and how all the others stand."""

    scenario: Scenario
    standings: list = field(default_factory=list)
    chosen: Standing | None = None
    turn: int = 0
    of: int = 0

    @property
    def reason(self):
        facts = {"scenario": self.scenario.name, "way": self.scenario.way}
        if self.scenario.way == Scenario.Way.SHARE:
            facts |= {"turn": self.turn, "of": self.of}
        if self.scenario.way == Scenario.Way.LEAST:
            facts["load"] = self.chosen.load
        return facts | ({"deputy_for": self.chosen.deputy_for} if self.chosen.deputy_for else {})


class Plan:
    """The scenarios in force and who works when, read once by a handful of queries and asked for any number of enquiries."""

    def __init__(self, at=None):
        self.at = at or clock.now()

    @cached_property
    def scenarios(self):
        """None in training mode: whose turn it is belongs to the real enquiries."""
        return [] if training_mode.is_on() else list(Scenario.objects.in_force().with_conditions())

    @cached_property
    def timetable(self):
        return Timetable().read()

    @property
    def asks_for_segments(self):
        return any(scenario.segments.all() for scenario in self.scenarios)

    @property
    def asks_for_regions(self):
        return any(scenario.regions for scenario in self.scenarios)

    def asked_of(self, leads):
        """{lead id: what the scenarios look at}; what none of them asks about is not read."""
        segments = segments_of(leads) if leads and self.asks_for_segments else {}
        regions = regions_of(leads) if leads and self.asks_for_regions else {}
        return {lead.pk: Asked.of(lead, segments.get(lead.pk, ()), regions.get(lead.pk, "")) for lead in leads}

    def scenario_for(self, asked):
        """The first in order that holds for this enquiry, or None."""
        return next((scenario for scenario in self.scenarios if self._holds(scenario, asked)), None)

    def has_taker(self, asked):
        """Whether somebody could be asked, by what has been read already."""
        scenario = self.scenario_for(asked)
        return scenario is not None and any(not one.why_not for one in self._standings(scenario, scenario.seats.all(), ()))

    def choose(self, scenario, seats, asked_already=()):
        """Whom the scenario names now among its seats; writes only the new credits into the seats at hand."""
        choice = Choice(scenario, self._standings(scenario, seats, asked_already))
        free = [one for one in choice.standings if not one.why_not]
        if free:
            _WAYS[scenario.way](choice, free)
        return choice

    # -- helpers -------------------------------------------------------------

    def _holds(self, scenario, asked):
        if asked.came_at is not None and asked.came_at < scenario.on_since:
            return False
        return (
            _is_among(asked.source_id, scenario.sources)
            and _is_among(asked.channel_id, scenario.channels)
            and (not scenario.segments.all() or asked.segment_ids & {one.pk for one in scenario.segments.all()})
            and (not scenario.regions or any(word in asked.region for word in words_of_regions(scenario.regions)))
            and (scenario.department is None or asked.department.path.startswith(scenario.department.path))
            and self._is_its_hour(scenario, asked.department)
        )

    def _is_its_hour(self, scenario, department):
        if scenario.hours == Scenario.Hours.ANY:
            return True
        return self.timetable.department_works_at(department, self.at) == (scenario.hours == Scenario.Hours.WORKING)

    def _standings(self, scenario, seats, asked_already):
        standings = [Standing(seat, seat.user) for seat in seats]
        for one in standings:
            if scenario.way == Scenario.Way.ONE and self.timetable.is_away(one.user, self.at):
                self._let_deputy_stand_in(one)
            one.why_not = self._why_not(scenario, one, asked_already)
        return standings

    def _let_deputy_stand_in(self, one):
        deputy = self._deputies.get(self.timetable.deputy(one.user, self.timetable.local_date(one.user, self.at)))
        if deputy:
            one.user, one.deputy_for = deputy, str(one.user)

    def _why_not(self, scenario, one, asked_already):
        if not one.user.is_active:
            return INACTIVE
        if not one.user.may("see", "lead"):
            return NO_RIGHT
        if self.timetable.is_away(one.user, self.at):
            return AWAY
        if scenario.hours == Scenario.Hours.WORKING and not self.timetable.works_at(one.user, self.at):
            return OFF_HOURS
        if words := self._halted.get(one.user.pk) or (scenario.skips_unclean and self._unclean.get(one.user.pk)):
            one.words = words
            return UNCLEAN
        return ASKED if one.user.pk in asked_already else ""

    @cached_property
    def _unclean(self):
        users = [seat.user for scenario in self.scenarios if scenario.skips_unclean for seat in scenario.seats.all()]
        if not users:
            return {}
        return excluded([*users, *self._deputies.values()], self.timetable.local_date(users[0], self.at))

    @cached_property
    def _halted(self):
        return halted([*(seat.user for scenario in self.scenarios for seat in scenario.seats.all()), *self._deputies.values()])

    @cached_property
    def _deputies(self):
        """{id: user} of those who stand in for the one person of a scenario today."""
        single = [seat.user for scenario in self.scenarios if scenario.way == Scenario.Way.ONE for seat in scenario.seats.all()]
        ids = {self.timetable.deputy(user, self.timetable.local_date(user, self.at)) for user in single} - {None}
        return {user.pk: user for user in User.objects.with_rights().by_ids(ids)} if ids else {}


def _is_among(pk, words):
    """An empty condition does not matter."""
    known = {word.pk for word in words.all()}
    return not known or pk in known


def _by_share(choice, free):
    """Each is owed their share at every turn, and whoever is owed most is next: a share of 3 to 1 is 3 of every 4."""
    choice.of = sum(one.seat.share for one in free)
    choice.turn = choice.scenario.turn % choice.of + 1
    for one in free:
        one.seat.credit += one.seat.share
    choice.chosen = max(free, key=lambda one: (one.seat.credit, -one.seat.pk))
    choice.chosen.seat.credit -= choice.of
    _refuse_others(choice, free, LATER)


def _by_load(choice, free):
    """Fewest open leads and new deals; of equals whoever has been without a lead longest."""
    loads = load_of([one.user for one in free])
    for one in free:
        one.load = loads[one.user.pk].count
    choice.chosen = min(free, key=lambda one: (one.load, loads[one.user.pk].last, one.seat.pk))
    _refuse_others(choice, free, BUSIER)


def _the_one(choice, free):
    choice.chosen = free[0]
    _refuse_others(choice, free, LATER)


def _refuse_others(choice, free, why_not):
    for one in free:
        if one is not choice.chosen:
            one.why_not = why_not


_WAYS = {Scenario.Way.SHARE: _by_share, Scenario.Way.LEAST: _by_load, Scenario.Way.ONE: _the_one}

"""The life of one made-up deal, told without the database: when it entered which stage and how it ended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Moscow")
# Tractors are bought before the sowing and after the harvest.
SEASON = [0.6, 0.9, 1.5, 1.6, 1.1, 0.8, 0.8, 1.0, 1.4, 1.3, 0.8, 0.5]


@dataclass
class Step:
    stage: object
    entered_at: datetime
    left_at: datetime | None = None
    was_skipped: bool = False


@dataclass
class Story:
    owner: object
    created_at: datetime
    steps: list = field(default_factory=list)
    outcome: str = "open"
    closed_at: datetime | None = None
    luck: Random | None = None

    @property
    def stage(self):
        return self.steps[-1].stage


def closed_story(rng, owner, stages, ends, keep, now):
    """A deal of the past three years that is over; `keep` is the seller's chance to take a step."""
    story = Story(owner, _working_moment(rng, _day_in_season(rng, now)))
    last = _walk(rng, story, stages, keep, now)
    story.outcome = "won" if last == len(stages) - 1 else "lost"
    end = min(story.steps[-1].entered_at + _dwell(rng, stages[last]), now - timedelta(hours=1))
    story.closed_at = max(_into_work(end), story.steps[-1].entered_at)
    story.steps[-1].left_at = story.closed_at
    story.steps.append(Step(ends[story.outcome], story.closed_at))
    return story


def open_story(rng, owner, stages, now):
    """A deal that stands somewhere today, told backwards from its present stage."""
    weights = [14, 22, 20, 15, 12, 10, 7][: len(stages)]
    last = rng.choices(range(len(stages)), weights)[0]
    entered = now - _dwell(rng, stages[last]) * rng.uniform(0.2, 1.6)
    if last == 0:
        entered = now - timedelta(minutes=rng.randint(15, 60 * 30))
    moments = [_into_work(entered)]
    for stage in reversed(stages[:last]):
        moments.insert(0, _into_work(moments[0] - _dwell(rng, stage)))
    story = Story(owner, moments[0])
    for number, (stage, moment) in enumerate(zip(stages, moments, strict=False)):
        left = moments[number + 1] if number < last else None
        skipped = 0 < number < last and rng.random() < 0.12
        story.steps.append(Step(stage, moment if not skipped else left, left, skipped))
    return story


def _walk(rng, story, stages, keep, now):
    moment, last = story.created_at, 0
    for number, stage in enumerate(stages):
        last = number
        step = Step(stage, moment)
        story.steps.append(step)
        if number == len(stages) - 1 or rng.random() > keep - 0.01 * number:
            break
        moment = max(moment, _into_work(moment + _dwell(rng, stage)))
        if moment > now - timedelta(days=1):
            break
        if number and rng.random() < 0.1:
            step.was_skipped, moment = True, step.entered_at
        step.left_at = moment
    return last


def _dwell(rng, stage):
    days = (stage.expected_days or 3) * rng.lognormvariate(-0.2, 0.7)
    return timedelta(days=min(days, 60))


def _day_in_season(rng, now):
    while True:
        day = now - timedelta(days=rng.randint(20, 1095))
        if rng.random() < SEASON[day.month - 1] / 1.6:
            return day


def _working_moment(rng, day):
    local = day.astimezone(ZONE).replace(hour=rng.randint(9, 17), minute=rng.randint(0, 59), second=rng.randint(0, 59), microsecond=0)
    return _into_work(local)


def _into_work(moment):
    """The same or an earlier moment that lies in working hours."""
    local = moment.astimezone(ZONE)
    if local.hour >= 18:
        local = local.replace(hour=17, minute=local.minute)
    if local.hour < 9:
        local = local.replace(hour=9)
        if local > moment:
            local = local - timedelta(days=1) + timedelta(hours=8)
    while local.weekday() > 4:
        local -= timedelta(days=1)
    return local

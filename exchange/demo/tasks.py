"""Tasks of the made-up deals: those done on the way, and the next one, which may be late or forgotten."""

from datetime import datetime, time, timedelta

from tasks.models import Task, TaskSpan, TaskType

from .story import ZONE
from .words import HABITS, TASKS

# Which result of the dictionary comes how often.
OFTEN = (0, 0, 1, 0, 2, 0, 0, 1, 3, 0, 2, 0, 4)


def make_tasks(rng, language, pairs, now, hours):
    """Plan for every deal what its seller would; one insert per table."""
    types = {kind.code: kind for kind in TaskType.objects.all()}
    other = next(iter(types.values()))
    results = {kind.pk: list(kind.results.live()) for kind in types.values()}
    tasks, waiting = [], 0
    for deal, story in pairs:
        passed = [step for step in story.steps if step.left_at and not step.was_skipped and step.left_at > step.entered_at]
        tasks += [
            _with_result(_done(rng, language, types, other, deal, story, step, hours), results, place) for place, step in enumerate(passed)
        ]
        if story.outcome == "open":
            waiting += 1
            tasks += _next(rng, language, types, other, deal, story, now, hours, is_late=waiting % 11 == 3)
    Task.objects.bulk_create(tasks, batch_size=2000)
    TaskSpan.objects.bulk_create([_span(task) for task in tasks], batch_size=2000)


def _task(rng, language, types, other, deal, story, **moments):
    code, title = rng.choice(TASKS[language])
    return Task(
        title=title, type=types.get(code, other), owner=story.owner, author=story.owner, department=deal.department, deal=deal, **moments
    )


def _done(rng, language, types, other, deal, story, step, hours):
    planned = step.entered_at + timedelta(minutes=5)
    done = max(step.left_at - timedelta(minutes=rng.randint(1, 240)), planned)
    due = hours.later(story.owner, done + timedelta(hours=rng.randint(-2, 30)), 15 * (deal.pk * 5 % 33))
    return _task(rng, language, types, other, deal, story, created_at=planned, due_at=due, done_at=done, done_by=story.owner)


def _with_result(task, results, place):
    """Mostly the first of the dictionary; by the number of the deal, so that nothing else of the demo is other than without it."""
    known = results[task.type_id]
    if known:
        task.result = known[OFTEN[(task.deal_id + 3 * place) % len(OFTEN)] % len(known)]
    return task


def _next(rng, language, types, other, deal, story, now, hours, is_late):
    """What comes next: nothing at all, something late, or something ahead; `is_late` where the smallest company needs an example."""
    _keep, late, forgotten = HABITS.get(story.owner.email.split("@")[0], (0.9, 0.05, 0.03))
    entered = story.steps[-1].entered_at
    fresh = deal.stage.kind == "entry" and rng.random() < 0.3
    fate = rng.random()
    if (fresh or fate < forgotten) and not is_late:
        return []
    created = min(entered + timedelta(minutes=10), now)
    if is_late or fate < forgotten + late:
        due = hours.earlier(story.owner, max(now - timedelta(hours=rng.randint(2, 70)), created))
        created = min(created, due)
    elif rng.random() < 0.2:
        due = hours.later(story.owner, _at(now, rng.randint(0, 59) + 9 * 60 + rng.randint(0, 8) * 60, 0))
    else:
        due = hours.later(story.owner, _at(now, 9 * 60 + rng.randint(0, 16) * 30, rng.choice([1, 1, 2, 3, 4, 6, 9])))
    return [_task(rng, language, types, other, deal, story, created_at=created, due_at=due)]


def _at(now, minutes, days):
    day = now.astimezone(ZONE).date() + timedelta(days=days)
    return datetime.combine(day, time.min, tzinfo=ZONE) + timedelta(minutes=minutes)


def _span(task):
    ends = {"replaced_at": task.done_at} if task.done_at else {}
    return TaskSpan(task=task, deal=task.deal, owner=task.owner, due_at=task.due_at, recorded_at=task.created_at, **ends)

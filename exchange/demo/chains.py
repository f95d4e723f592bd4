"""Chains of the made-up company: a relay of three and what follows a sale; some go on, one is late, many are done."""

import random
from datetime import timedelta

from accounts.models import Position
from chains.models import ChainRun, ChainTemplate, RunStep
from chains.models.run import step_of
from chains.soundness import Plan
from chains.timing import Hours
from crm_project.lib import clock
from deals.models import Deal
from tasks.models import Task, TaskType

from .chain_words import CHAINS, DONE, NOTES, RETURNED, STEPS, STOPPED
from .hours import DemoHours

# who starts it, begun how many days ago, how many steps are done, how it stands
STORIES = [
    ("anna", 9, 1, "attention"),
    ("boris", 12, 1, "in_work"),
    ("marina", 11, 2, "attention"),
    ("ruslan", 14, 1, "late"),
    ("dmitry", 2, 0, "in_work"),
    ("anna", 16, 2, "in_work"),
    ("boris", 8, 1, "returned"),
    ("marina", 1, 0, "in_work"),
    ("dmitry", 10, 1, "stopped"),
]
PAST = 36


def make_chains(language, people, seed, now):
    """Two templates, what goes on by the verbs, what is done as rows of its time."""
    templates = {code: _template(code, language, people["admin"]) for code in CHAINS}
    luck = random.Random(f"{seed} and the chains")
    used = _make_running(templates["relay"], language, people, now)
    _make_past(luck, templates, language, people, used, now)


def _template(code, language, admin):
    steps, types = STEPS[code][language], {kind.code: kind for kind in TaskType.objects.all()}
    results = {kind.code: list(kind.results.live()) for kind in types.values()}
    shape = _relay_shape if code == "relay" else _after_shape
    by_key = {key: (title, words, items) for key, title, words, items in steps}
    plans = []
    for key, kind, minutes, facts in shape(language, results):
        title, words, items = by_key[key]
        plans.append(Plan(key=key, title=title, task_type=types[kind], minutes=minutes, instructions=words, checklist=items, **facts))
    name, purpose = CHAINS[code][language]
    return ChainTemplate().shape(by=admin, name=name, purpose=purpose, steps=plans)


def _relay_shape(language, results):
    sellers, service = _positions(language)
    held = {"executor_kind": "position", "needs_acceptance": True}
    return [
        ("search", "call", 3 * 480, {"executor_kind": "starter", "next": "deal", "branches": [(results["call"][4], None)]}),
        ("deal", "meeting", 6 * 480, held | {"executor_position": sellers, "next": "service"}),
        ("service", "meeting", 4 * 480, held | {"executor_position": service}),
    ]


def _after_shape(language, results):
    _sellers, service = _positions(language)
    held = {"executor_kind": "position", "executor_position": service}
    return [
        ("ship", "document", 480, {"executor_kind": "owner", "next": "call"}),
        ("call", "call", 240, held | {"next": "review", "branches": [(results["call"][2], "fix")]}),
        ("fix", "other", 2 * 480, held | {"next": "review", "branches": [(results["other"][0], "call")], "needs_acceptance": True}),
        ("review", "letter", 240, {"executor_kind": "owner"}),
    ]


def _positions(language):
    from .words import PEOPLE

    return [Position.objects.get(name=PEOPLE[login][3][language]) for login in ("anna", "vera")]


# -- what goes on ----------------------------------------------------------------


def _make_running(template, language, people, now):
    used = set()
    for number, (login, days, done, state) in enumerate(STORIES):
        by = people[login]
        deal = Deal.objects.open().of_owner(by.pk).on_their_way().exclude(pk__in=used).newest_first().first()
        if deal is None:
            continue
        used.add(deal.pk)
        run = ChainRun.start(template, subject=deal, by=by, note=NOTES[language][number % len(NOTES[language])])
        _play(run, done, state, language)
        _put_back_in_time(run, now - timedelta(days=days), state)
    return used


def _play(run, done, state, language):
    for _time in range(done):
        step = run.run_steps.going().select_related("task__owner", "executor").get()
        step.task.complete(by=step.executor, text=DONE[language])
    going = run.run_steps.going().select_related("executor", "task").first()
    if state == "returned" and going.task.waits:
        going.task.handoff.send_back(None, RETURNED[language], by=going.executor)
    elif state in ("in_work", "late") and going.task.waits:
        going.task.handoff.accept(by=going.executor)
    elif state == "stopped":
        run.stop(STOPPED[language], by=run.owner)


def _put_back_in_time(run, began, state):
    """The plan as it was laid out then; what happened lies a little beside it, and the step that goes on is in time unless it is late."""
    run.refresh_from_db()
    steps, now, hours = list(run.run_steps.select_related("executor", "task")), clock.now(), Hours(run.owner)
    run.started_at, run.planned_end_at = began, hours.lay_out(steps, began)
    ready = steps[0].planned_start
    for number, step in enumerate(steps):
        if step.state == "done":
            waited = hours.later(step.executor, ready, 40 + 55 * number)
            finished = min(hours.later(step.executor, waited, int(step.minutes * (0.8, 1.1, 0.9)[number % 3])), now - timedelta(hours=3))
            step.ready_at, step.began_at, step.finished_at = ready, min(waited, finished), finished
            ready = finished
        elif step.is_its_turn:
            step.ready_at = ready
            step.began_at = step.began_at and min(hours.later(step.executor, ready, 90), now)
            _shift(steps[number:], hours, ready, now, state)
        step.save()
    run.ended_at = run.ended_at and max(ready, now - timedelta(days=1))
    run.save(update_fields=["started_at", "planned_end_at", "ended_at"])
    _shift_tasks(steps)


def _shift(steps, hours, ready, now, state):
    """What goes on and what is to come stand after now, but for the one that is late."""
    first = steps[0]
    hours.lay_out(steps, ready)
    if state == "late":
        first.planned_finish = DemoHours().earlier(first.executor or hours.usual, now - timedelta(days=2))
        first.planned_start = min(first.planned_start, first.planned_finish - timedelta(days=2))
        hours.lay_out(steps[1:], now + timedelta(days=1))
    elif first.planned_finish < now:
        first.planned_finish = hours.later(first.executor, now, 600)
        hours.lay_out(steps[1:], first.planned_finish)


def _shift_tasks(steps):
    for step in steps:
        if step.task_id and step.task.done_at:
            Task.objects.filter(pk=step.task_id).update(created_at=step.ready_at, due_at=step.planned_finish, done_at=step.finished_at)
            step.task.spans.update(replaced_at=clock.now())
        elif step.task_id and step.task.is_open:
            step.task.move_due(by=None, due_at=step.planned_finish)


# -- what is done ------------------------------------------------------------------


def _make_past(luck, templates, language, people, used, now):
    """As rows of their time, over the last quarter; the middle step of the relay is the slow one."""
    deals = list(Deal.objects.won().exclude(pk__in=used).newest_first().select_related("owner")[:PAST])
    sellers, servants = [people[one] for one in ("anna", "boris", "marina", "ruslan")], [people["vera"], people["timur"]]
    for number, deal in enumerate(deals):
        template = templates["relay" if number % 3 else "after"]
        owner = deal.owner or people["anna"]
        began = now - timedelta(days=20 + number * 2, hours=luck.randint(0, 5))
        run = ChainRun(template=template, name=template.name, deal=deal, owner=owner, started_by=owner, steps=template.snapshot())
        run.state, run.started_at = "done", began
        cast = {"owner": owner, "starter": owner}
        steps = []
        for place, facts in enumerate(_way(run.steps, number), start=1):
            served = facts["executor_kind"] == "position" and place != 2
            chosen = cast.get(facts["executor_kind"]) or (luck.choice(servants) if served else luck.choice(sellers))
            steps.append(step_of(run, facts, place, executor=chosen))
        _live_through(luck, run, steps, now)


def _way(snapshot, number):
    """The usual way; of what follows a sale every other time the remarks are passed over."""
    return [facts for facts in snapshot if len(snapshot) == 3 or facts["place"] != 3 or number % 2]


def _live_through(luck, run, steps, now):
    hours = Hours(run.owner)
    run.planned_end_at = hours.lay_out(steps, run.started_at)
    ready = steps[0].planned_start
    for step in steps:
        step.state, step.ready_at = "done", ready
        step.began_at = hours.later(step.executor, ready, luck.randint(20, 700 if step.place == 2 else 260))
        pace = luck.uniform(0.7, 1.7 if step.place == 2 else 1.15)
        step.finished_at = ready = min(hours.later(step.executor, step.began_at, int(step.minutes * pace)), now - timedelta(hours=2))
        step.began_at = min(step.began_at, step.finished_at)
        step.returns = 1 if step.place == 2 and luck.random() < 0.2 else 0
    run.ended_at = ready
    run.save(force_insert=True)
    RunStep.objects.bulk_create(steps)
    run.record("chain_started", by=run.owner, at=run.started_at, name=run.name, run=run.pk)
    run.record("chain_done", by=None, at=run.ended_at, name=run.name, run=run.pk)

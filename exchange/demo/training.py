"""Tests of the made-up company: most passed the onboarding test, one failed it for good, Egor has it before him."""

import random
from datetime import timedelta

from notifications.models import Notice
from regulations.models import Section
from training.answers import drawn_order, key_of
from training.drawing import draw
from training.models import Attempt, AttemptItem, TestAssignment, TestDefinition
from training.refusals import TooFewQuestions

# who, how many days ago, the share of right answers in each attempt
ONBOARDING = [
    ("anna", 40, [0.97]),
    ("boris", 38, [0.7, 0.93]),
    ("marina", 36, [1.0]),
    ("dmitry", 30, [0.5, 0.55, 0.6]),
    ("ruslan", 33, [0.95]),
    ("vera", 35, [0.96]),
    ("timur", 34, [0.75, 0.94]),
]
ON_SECTION = [
    ("anna", "deal-won", 6, [1.0]),
    ("boris", "deal-won", 2, [0.4]),
    ("ruslan", "deal-lost", 5, [1.0]),
    ("anna", "overdue", 25, [1.0]),
    ("boris", "overdue", 25, [0.5, 1.0]),
    ("marina", "overdue", 24, [1.0]),
    ("dmitry", "overdue", 24, [0.3]),
    ("anna", "next-step", 20, [1.0]),
    ("boris", "next-step", 20, [0.4]),
    ("ruslan", "next-step", 19, [0.9]),
    ("dmitry", "next-step", 19, [0.5, 1.0]),
]
KNOWS, ENOUGH = 0.9, 0.8
WRITTEN = {
    "ru": "Записываю, о чём договорились, что мешает и какой следующий шаг с датой.",
    "en": "I write down what was agreed, what is in the way and the next step with its date.",
}


def make_training(language, people, seed, now):
    """Nothing where the bank is still too short for the tests."""
    luck = random.Random(f"{seed} and the tests")
    tests = {test.code: test for test in TestDefinition.objects.live().select_related("regulation")}
    if not {"onboarding", "section"} <= set(tests):
        return
    try:
        for login, days, shares in ONBOARDING:
            _story(tests["onboarding"], people[login], now - timedelta(days=days), shares, luck, language)
        for login, code, days, shares in ON_SECTION:
            section = Section.objects.get(regulation__code="CRM-01", code=code)
            _story(tests["section"], people[login], now - timedelta(days=days), shares, luck, language, section=section, by=people["head"])
    except TooFewQuestions:
        return
    Notice.objects.filter(verb__startswith="test.").update(read_at=now)
    TestAssignment.give(tests["onboarding"], [people["egor"]], by=None, reason=TestAssignment.Reason.HIRE)


def _story(test, person, at, shares, luck, language, *, section=None, by=None):
    reason = TestAssignment.Reason.MANUAL if by else TestAssignment.Reason.HIRE
    assignment = TestAssignment.give(test, [person], by=by, section=section, reason=reason)[0]
    TestAssignment.objects.filter(pk=assignment.pk).update(assigned_at=at, due_at=at + timedelta(days=7))
    for number, share in enumerate(shares):
        _sit(assignment, at + timedelta(days=1 + 2 * number, minutes=luck.randrange(200)), share, luck, language)


def _sit(assignment, at, share, luck, language):
    """One attempt at its time, so many of its answers right."""
    held, seed = assignment.held(), luck.getrandbits(60)
    version, items = draw(held, seed=seed, at=at)
    attempt = Attempt.begin(held, version, items, seed=seed, at=at)
    held.state = held.State.IN_PROGRESS
    held.save(update_fields=["state"])
    for item in attempt.items.with_questions():
        wording = item.question_version
        is_right = luck.random() < share or (item.is_critical and share > KNOWS)
        item.response = _done(wording, share) if wording.type == "task" else _answer(wording, is_right, luck, language)
        item.saved_at, item.seconds = at + timedelta(seconds=30 * item.place), luck.randrange(12, 60)
        AttemptItem.objects.filter(pk=item.pk).update(response=item.response, saved_at=item.saved_at, seconds=item.seconds)
    attempt = attempt.held()
    attempt.close(attempt.FinishedBy.USER, by=held.user, at=at + timedelta(minutes=luck.randrange(9, 25)))
    _read(attempt, held)


def _done(wording, share):
    """Who knows enough to pass can do it, too."""
    return {"unmet": [] if share >= ENOUGH else [wording.payload["checks"][-1]["id"]]}


def _answer(wording, is_right, luck, language):
    if wording.type == "text":
        return {"t": WRITTEN[language]}
    if is_right:
        return key_of(wording.type, wording.payload)
    if wording.type in ("single", "multiple", "hotspot"):
        return {"sel": [one["id"] for one in wording.payload["options"] if not one["right"]][:1]}
    if wording.type == "order":
        return {"order": drawn_order("order", wording.payload, luck)}
    if wording.type == "match":
        return {one["id"]: wording.payload["right"][0]["id"] for one in wording.payload["left"]}
    return {"v": "1"} if wording.type == "number" else {"sel": ["false" if wording.payload["value"] else "true"]}


def _read(attempt, assignment):
    """The head has read the free answers."""
    head = assignment.user.superior
    for item in attempt.items.to_review().with_questions() if head else ():
        item.give_points({point["id"]: point["points"] for point in item.question_version.payload["rubric"]}, "", by=head)

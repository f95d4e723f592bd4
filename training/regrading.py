"""A ruling on a wording that was asked already: first who gains and who loses, then the same for good. A pass once given stays."""

from fractions import Fraction

from django.db import transaction

from crm_project.lib import clock
from crm_project.lib.text import clean

from .models import Attempt, AttemptItem, Regrade
from .permissions import may_settle_results
from .refusals import NotAllowed, ReasonNeeded


def preview(wording, action, right=()):
    """[{attempt, person, test, before, after, was_passed, is_passed}] of every graded attempt that asked it and comes out otherwise."""
    ruling = Regrade(question_version=wording, action=action, right=list(right))
    return [facts for _attempt, _items, facts in _reckoned(_attempts(wording), wording, ruling) if facts["before"] != facts["after"]]


def rule(wording, action, reason, *, by, right=()):
    """Apply it: points and per cent of all these attempts are reckoned anew, and what is passed by it is passed."""
    if not may_settle_results(by):
        raise NotAllowed
    if not clean(reason):
        raise ReasonNeeded
    with transaction.atomic():
        attempts = [attempt.held() for attempt in _attempts(wording)]
        made = Regrade(question_version=wording, action=action, right=list(right), reason=clean(reason)[:1000], by=by, at=clock.now())
        reckoned = _reckoned(attempts, wording, made)
        made.preview = [facts for _attempt, _items, facts in reckoned if facts["before"] != facts["after"]]
        made.save(force_insert=True)
        # Also of attempts that go on: they are scored by the ruling when they are handed in.
        AttemptItem.objects.filter(question_version=wording).update(ruled_by=made)
        for attempt, items, facts in reckoned:
            AttemptItem.objects.bulk_update([item for item in items if item.question_version_id == wording.pk], ["earned"])
            if facts["was_passed"]:
                attempt.is_passed, attempt.failed_because = True, []
            attempt.save()
            if facts["before"] != facts["after"]:
                attempt.assignment.settle(attempt)
        question = wording.question
        question.record("question_regraded", by=by, code=question.code, reason=made.reason, results=len(made.preview))
    return made


def _attempts(wording):
    found = Attempt.objects.graded().filter(items__question_version=wording).order_by("pk").distinct()
    return list(found.for_page())


def _reckoned(attempts, wording, ruling):
    """[(attempt with its new points, its items, facts)]; nothing is saved."""
    items_of: dict = {attempt.pk: [] for attempt in attempts}
    for item in AttemptItem.objects.filter(attempt__in=attempts).with_questions():
        items_of[item.attempt_id].append(item)
    found = []
    for attempt in attempts:
        before, was_passed, items = str(attempt.share), bool(attempt.is_passed), items_of[attempt.pk]
        for item in items:
            if item.question_version_id == wording.pk:
                item.earned = _earned(item, ruling)
                item.ruled_by = ruling
        attempt.reckon(items)
        facts = {"attempt": attempt.pk, "person": str(attempt.assignment.user), "test": attempt.assignment.test.title}
        facts |= {
            "before": before,
            "after": str(attempt.share),
            "was_passed": was_passed,
            "is_passed": bool(attempt.is_passed) or was_passed,
        }
        found.append((attempt, items, facts))
    return found


def _earned(item, ruling):
    from .scoring import score

    version = item.question_version
    if ruling.action == Regrade.Action.FULL_CREDIT:
        return str(version.points)
    if ruling.action == Regrade.Action.CHANGE_KEY:
        strict = item.is_critical or bool(version.payload.get("all_or_nothing"))
        return str(score(version.type, ruling.key_for(version), item.response, strict=strict) * version.points)
    return item.earned


def shown(facts):
    """A line of the preview with whole per cent, cut off."""
    return facts | {name: int(Fraction(facts[name])) for name in ("before", "after")}

"""Who is told what about tests, each once."""

from django.utils.text import Truncator

from accounts.models import User
from notifications.telling import notify

from .permissions import may_write_bank


def tell_given(assignments):
    for assignment in assignments:
        facts = _facts(assignment) | {"by": str(assignment.assigned_by or ""), "reason": assignment.reason}
        facts |= {"due": assignment.due_at.isoformat() if assignment.due_at else ""}
        if assignment.test.is_exam and assignment.assigned_by_id != assignment.user_id:
            _tell(assignment, "test.given", [assignment.user], facts)


def tell_result(assignment, attempt):
    """The person, when a grade came after reading; a pass or fail at once is on their screen already."""
    if attempt.items.filter(reviewed_at__isnull=False).exists() or attempt.finished_by == attempt.FinishedBy.TIMEOUT:
        _tell_graded(assignment, attempt)


def tell_passed(assignment, attempt):
    """A new colleague is through: they are told and whoever leads them is, whether or not new leads hang on it; each once."""
    gates = assignment.test.gates_admission
    if gates:
        _tell(assignment, "test.admitted", heads_of(assignment.user), _facts(assignment))
    elif assignment.test.genre == assignment.test.Genre.ONBOARDING:
        _tell(assignment, "test.passed_of", heads_of(assignment.user), _facts(assignment))
    if gates or assignment.test.genre == assignment.test.Genre.ONBOARDING:
        _tell_graded(assignment, attempt)


def _tell_graded(assignment, attempt):
    facts = _facts(assignment) | {"passed": bool(attempt.is_passed), "number": attempt.number}
    facts["admitted"] = bool(attempt.is_passed and assignment.test.gates_admission)
    notify([assignment.user], "test.graded", assignment, key=f"test.graded:{attempt.pk}:{attempt.is_passed}", details=facts)


def tell_reviewers(attempt):
    assignment = attempt.assignment
    reviewer = assignment.test.reviewer
    people = [reviewer] if reviewer and reviewer.pk != assignment.user_id else heads_of(assignment.user)
    _tell(assignment, "test.to_read", people, _facts(assignment), suffix=f":{attempt.number}")


def tell_failed_for_good(assignment):
    _tell(assignment, "test.failed", heads_of(assignment.user), _facts(assignment), suffix=f":{assignment.attempts_allowed}")


def tell_waived(assignment, by):
    facts = _facts(assignment) | {"by": str(by), "reason": assignment.why_settled}
    _tell(assignment, "test.waived", [assignment.user], facts)


def tell_due(assignment):
    _tell(assignment, "test.due", [assignment.user], _facts(assignment), suffix=_due(assignment))


def tell_overdue(assignment):
    _tell(assignment, "test.overdue", [assignment.user], _facts(assignment), suffix=_due(assignment))
    _tell(assignment, "test.overdue_of", heads_of(assignment.user), _facts(assignment), suffix=_due(assignment))


def tell_too_few(assignment, refusal):
    owner = assignment.test.regulation.owner
    people = [owner] if owner and owner.is_active and may_write_bank(owner) else writers()
    facts = _facts(assignment) | {"wanted": refusal.wanted, "found": refusal.found}
    _tell(assignment, "test.too_few", people, facts, suffix=f":{refusal.found}")


def tell_no_change_test(edition, people, *, wanted, found):
    """The heads of these people and whoever writes questions, once per edition: it is not given before there are enough questions."""
    heads = [head for person in people for head in heads_of(person)]
    facts = {"code": edition.regulation.code, "edition": edition.label, "wanted": wanted, "found": found, "people": len(people)}
    notify([*heads, *writers()], "test.none_on_change", edition.regulation, key=f"test.none_on_change:{edition.pk}", details=facts)


def tell_appeal(appeal):
    assignment = appeal.item.attempt.assignment
    facts = {"test": assignment.test.title, "question": appeal.item.question_version.question.code}
    notify(writers(), "test.appeal", key=f"test.appeal:{appeal.pk}", details=facts)


def tell_decided(appeal):
    assignment = appeal.item.attempt.assignment
    facts = _facts(assignment) | {"place": appeal.item.place, "how": appeal.state, "words": Truncator(appeal.decision).chars(300)}
    notify([assignment.user], "test.appeal_decided", assignment, key=f"test.appeal_decided:{appeal.pk}", details=facts)


def heads_of(person):
    """Whom the person reports to: their superior, else the head of their department or of the nearest one above."""
    if person.superior_id and person.superior.is_active:
        return [person.superior]
    department = person.department
    while department is not None:
        if department.head_id and department.head.is_active and department.head_id != person.pk:
            return [department.head]
        department = department.parent
    return []


def writers():
    """Whoever keeps the bank: administrators who write the handbook."""
    return [person for person in User.objects.active().people().who_may("configure").with_rights() if may_write_bank(person)]


def key_of(verb, assignment):
    """Under which key somebody is told that a test is due, or overdue."""
    return f"{verb}:{assignment.pk}{_due(assignment)}"


def _facts(assignment):
    return {"test": assignment.test.title, "person": str(assignment.user)}


def _due(assignment):
    return f":{assignment.due_at.isoformat()}"


def _tell(assignment, verb, people, details, suffix=""):
    notify(people, verb, assignment, key=f"{verb}:{assignment.pk}{suffix}", details=details)

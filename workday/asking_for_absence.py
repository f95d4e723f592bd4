"""Who decides on a request for absence, and what the two sides are told."""

from accounts.absences import may_enter
from accounts.models import User
from notifications.telling import notify

from .models import AbsenceRequest
from .permissions import may_enter_absences


def deciders_of(user):
    """The nearest head above who may note the absence; where there is none, whoever configures."""
    department = user.department
    while department is not None:
        head = department.head
        if head and head.is_active and head.pk != user.pk and may_enter(head, user):
            return [head]
        department = department.parent
    return [person for person in User.objects.active().who_may("configure") if person.pk != user.pk]


def waiting_for(user):
    """Requests that this person may answer; none for who may not."""
    return AbsenceRequest.objects.to_decide_by(user).waiting() if may_enter_absences(user) else AbsenceRequest.objects.none()


def colleagues_of(user):
    """Whom one may propose to stand in: the people of one's department."""
    return User.objects.active().who_work_with("deal").filter(department=user.department_id).exclude(pk=user.pk).by_name()


def tell_asked(request):
    notify(deciders_of(request.user), "absence.asked", key=f"absence.asked:{request.pk}", details=_facts(request))


def tell_decided(request):
    details = _facts(request) | {"by": str(request.settled_by), "approved": request.state == AbsenceRequest.State.APPROVED}
    details["reason"] = request.reason[:300]
    notify([request.user], "absence.decided", key=f"absence.decided:{request.pk}", details=details)


def tell_withdrawn(request):
    notify(deciders_of(request.user), "absence.withdrawn", key=f"absence.withdrawn:{request.pk}", details=_facts(request))


def _facts(request):
    return {"person": str(request.user), "from": request.from_on.isoformat(), "to": request.to_on.isoformat(), "why": request.why}

"""What a closed day left behind: each breach is answered by whose it is, an explanation is judged by the head. Part of *More control*."""

from notifications.telling import notify

from .control import heads_of
from .models import Breach, LedgerRow
from .permissions import asking_departments
from .pill import forget_verdicts
from .veil import veiled
from .words import worded

SHOWN = 7


def debts_of(user):
    """The breaches of a person's last closed day that wait for an answer, with their words; {rows, count, day} or nothing."""
    last = LedgerRow.objects.of(user).counted().order_by("-day").first()
    if last is None or not last.deals or last.department_id not in asking_departments():
        return None
    found = list(Breach.objects.filter(row=last).unanswered().for_list())
    if not found:
        return None
    return {"rows": worded(veiled(found[:SHOWN], user), user), "count": len(found), "day": last.day}


def tell_explanation(said):
    """The heads hear of it, each once. Neither card nor words are in it: which of them they may see, the list says."""
    forget_verdicts()
    breach = said.breach
    people = [person for person in heads_of(breach.department) if person.pk != said.by_id]
    details = {"person": str(said.by), "day": breach.day.isoformat()}
    notify(people, "day.explained", key=f"day.explained:{said.pk}", details=details)


def tell_verdict(verdict):
    forget_verdicts()
    breach = verdict.explanation.breach
    details = {"by": str(verdict.by), "day": breach.day.isoformat(), "reason": verdict.reason[:300]}
    details["accepted"] = verdict.is_accepted
    notify([verdict.explanation.by], "day.verdict", key=f"day.verdict:{verdict.pk}", details=details)

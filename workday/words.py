"""How a breach and the ledger read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib import formats

from .actions import BY_CODE as ACTS
from .actions import ESCALATE, HAND_OVER, STOP_LEADS, TASK, TELL
from .mended import mended_at
from .models import Answer
from .permissions import asking_departments, may_excuse, may_explain
from .settled import ways_of


def breach_words(breach):
    """What was wrong at the close, in one line."""
    if breach.rule == "overdue":
        due = formats.moment(breach.task_due_at) if breach.task_due_at else formats.day(breach.task_due_on)
        return _("Task “%(title)s”, due %(due)s") % {"title": breach.task_title, "due": due}
    age = formats.age(breach.cut_off - breach.since) if breach.since else ""
    if breach.rule == "no_task":
        return _("No next task, %(age)s in the stage “%(stage)s”") % {"age": age, "stage": breach.stage_name}
    words = _("New lead, %(age)s without being processed") if breach.lead_id else _("New deal, %(age)s without being processed")
    return words % {"age": age}


def enforced_words(one):
    """What the system did about a breach, with whether it may be taken back; nothing for what is only laid out or was not needed."""
    if one.state == one.State.FAILED:
        return {"act": one, "words": _("The system could not do it: %(what)s") % {"what": ACTS[one.action].label}}
    if one.state != one.State.DONE:
        return None
    return {"act": one, "words": str(DONE[one.action])}


DONE = {
    TELL: gettext_lazy("The system told the person"),
    TASK: gettext_lazy("The system planned a task"),
    ESCALATE: gettext_lazy("The system told the head"),
    HAND_OVER: gettext_lazy("The system gave the card to somebody else"),
    STOP_LEADS: gettext_lazy("No new leads until this is answered"),
}


def worded(breaches, user, show_day=False):
    """Breaches with what a list says and offers about each to this reader."""
    asking, mended = asking_departments(), mended_at(breaches)
    ways = ways_of([breach for breach in breaches if may_explain(user, breach, asking) and not hasattr(breach, "answered")])
    for breach in breaches:
        breach.mended_at, breach.ways = mended.get(breach.pk), [Answer.Kind(kind) for kind in ways.get(breach.pk, ())]
        breach.words, breach.show_day = breach_words(breach), show_day
        breach.lacks_words = breach.department_id in asking and not breach.explanations.all()
        breach.acts = [told for told in map(enforced_words, breach.enforcements.all()) if told]
        breach.may_excuse, breach.may_explain = may_excuse(user, breach), breach.takes_words and may_explain(user, breach, asking)
    return breaches

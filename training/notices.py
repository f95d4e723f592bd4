"""What people are told about tests."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm_project.lib import formats
from notifications.kinds import notice, subject

from .models import PracticeRun, TestAssignment
from .payloads import said
from .wording import moment_of

subject("practice_run", lambda user: PracticeRun.objects.of(user), lambda run: reverse("training:mine"))
subject("test_assignment", lambda user: TestAssignment.objects.visible_to(user), "training:assignment")


def _facts(notice):
    names = ("person", "by", "reason", "place", "question", "words", "wanted", "found")
    facts = {name: notice.details.get(name, "") for name in names}
    return facts | {"test": said(notice.details.get("test") or {"ru": ""}, get_language() or "ru")}


@notice("test.given", gettext_lazy("I am to pass a test"), icon="checklist", mail=True, urgency="today")
def given(notice, assignment):
    due = moment_of(notice.details.get("due"))
    if due:
        return format_html(_("Pass the test “{test}” by {due}"), due=formats.day(due), **_facts(notice))
    return format_html(_("Pass the test “{test}”"), **_facts(notice))


@notice("practice.trial", gettext_lazy("Deals to try the system on are ready"), icon="school", urgency="today")
def trial(notice, run):
    words = _("{by} has laid out {n} training deals for you: try the system on them")
    return format_html(words, by=notice.details.get("by", ""), n=notice.details.get("n", ""))


@notice("test.due", gettext_lazy("A test is due tomorrow"), icon="clock", urgency="today")
def due(notice, assignment):
    return format_html(_("The test “{test}” is due on the next working day"), **_facts(notice))


@notice("test.overdue", gettext_lazy("My test is overdue"), icon="alarm", mail=True, urgency="today")
def overdue(notice, assignment):
    return format_html(_("The test “{test}” was due and is not passed"), **_facts(notice))


@notice("test.overdue_of", gettext_lazy("A test of my people is overdue"), icon="alarm")
def overdue_of(notice, assignment):
    return format_html(_("{person} has not passed the test “{test}” in time"), **_facts(notice))


@notice("test.graded", gettext_lazy("The result of my test"), icon="checklist", mail=True)
def graded(notice, assignment):
    words = _("The test “{test}” is passed") if notice.details.get("passed") else _("The test “{test}” is not passed")
    words = _("The test “{test}” is passed: you get new leads from now on") if notice.details.get("admitted") else words
    return format_html(words, **_facts(notice))


@notice("test.waived", gettext_lazy("A test of mine was waived"), icon="check")
def waived(notice, assignment):
    return format_html(_("{by} waived the test “{test}”: {reason}"), **_facts(notice))


@notice("test.to_read", gettext_lazy("Free answers of a test wait to be read"), icon="message-2", mail=True, urgency="today")
def to_read(notice, assignment):
    return format_html(_("Read the free answers of {person} in the test “{test}”"), **_facts(notice))


@notice(
    "test.failed", gettext_lazy("Somebody of mine failed the last attempt of a test"), icon="alert-triangle", mail=True, urgency="today"
)
def failed(notice, assignment):
    words = _("{person} failed the last attempt of the test “{test}”. Talk it over, then open one more.")
    return format_html(words, **_facts(notice))


@notice("test.admitted", gettext_lazy("Somebody of mine is admitted to new leads"), icon="check")
def admitted(notice, assignment):
    return format_html(_("{person} passed the test “{test}” and gets new leads from now on"), **_facts(notice))


@notice("test.passed_of", gettext_lazy("Somebody of mine passed the first test"), icon="check")
def passed_of(notice, assignment):
    return format_html(_("{person} passed the test “{test}”"), **_facts(notice))


@notice("test.too_few", gettext_lazy("A test has too few questions"), icon="alert-triangle", mail=True)
def too_few(notice, assignment):
    words = _("The test “{test}” waits: it needs {wanted} questions, the bank has {found} of them")
    return format_html(words, **_facts(notice))


@notice("test.none_on_change", gettext_lazy("A test on changes has too few questions"), icon="alert-triangle", mail=True)
def none_on_change(notice, regulation):
    words = _("No test on {code}, edition {edition}, yet: {wanted} questions on its changes are needed, {found} hold. Look them through.")
    return format_html(
        words,
        code=notice.details["code"],
        edition=notice.details["edition"],
        wanted=notice.details["wanted"],
        found=notice.details["found"],
    )


@notice("test.appeal", gettext_lazy("Somebody objects to a question"), icon="message-2")
def appeal(notice, assignment):
    return format_html(_("An objection to the question {question} of the test “{test}”"), **_facts(notice))


@notice("test.appeal_decided", gettext_lazy("My objection to a question is answered"), icon="message-2", mail=True)
def appeal_decided(notice, assignment):
    accepted = notice.details.get("how") == "accepted"
    words = _("Your objection to question {place} of “{test}” is accepted: {words}")
    words = words if accepted else _("Your objection to question {place} of “{test}” is rejected: {words}")
    return format_html(words, **_facts(notice))

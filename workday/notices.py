"""What people are told about their day, and how it reads."""

from datetime import date

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm_project.lib import formats
from notifications.kinds import notice, subject

from .models import AbsenceRequest, DepartmentDay, Signal, Tick
from .querysets import in_sight_of_department
from .rules import BY_CODE, RULES

subject(
    "department_day",
    lambda user: DepartmentDay.objects.filter(in_sight_of_department(user)),
    lambda row: reverse("workday:department-day", args=[row.department_id, row.day]),
)
subject("signal", lambda user: Signal.objects.visible_to(user), lambda row: reverse("workday:signal", args=[row.pk]))


def _day(details, name="day"):
    return formats.day(date.fromisoformat(details[name]))


def _figures(details):
    """«1 не обработана, 2 без задачи»"""
    parts = [(details.get(rule.code, 0), rule.short) for rule in RULES if details.get(rule.code)]
    return format_html_join(", ", "{} {}", parts)


@notice("day.warning", gettext_lazy("What is still open before the day closes"), icon="alarm", mail=True, urgency="now", minutes=True)
def warning(notice, record):
    words = ngettext("The day closes in %(n)s minute", "The day closes in %(n)s minutes", notice.details["minutes"])
    link = reverse("workday:left")
    return format_html('<a href="{}">{}</a>: {}', link, words % {"n": notice.details["minutes"]}, _figures(notice.details))


@notice("day.morning", gettext_lazy("Morning digest: tasks of the day and yesterday’s debts"), icon="sun", mail=True, urgency="today")
def morning(notice, record):
    tasks, debts = notice.details["tasks"], notice.details["debts"]
    words = [ngettext("%(n)s task today", "%(n)s tasks today", tasks) % {"n": tasks}]
    if debts:
        words.append(ngettext("%(n)s debt of yesterday", "%(n)s debts of yesterday", debts) % {"n": debts})
    if handed := notice.details.get("handed"):
        words.append(ngettext("%(n)s hand-off to accept", "%(n)s hand-offs to accept", handed) % {"n": handed})
    return format_html('<a href="{}">{}</a>', reverse("workday:my-day"), ", ".join(words))


@notice("day.closed", gettext_lazy("How my day was closed"), icon="circle-check")
def closed(notice, record):
    details = notice.details
    if not details.get("deals"):
        return format_html(_("The day is closed without breaches: {day}"), day=_day(details))
    link = f"{reverse('workday:breaches')}?from={details['day']}&to={details['day']}&user={notice.recipient_id}"
    words = _("The day was not closed: {day}").format(day=_day(details))
    return format_html('<a href="{}">{}</a>: {}', link, words, _figures(details))


@notice("day.department_closed", gettext_lazy("How the department’s day was closed"), icon="circle-check", mail=True)
def department_closed(notice, record):
    details = notice.details
    words = _("{department}, {day}: {clean} of {people} closed the day")
    return format_html(
        words, department=details["department"], day=_day(details), clean=details["clean_people"], people=details["people"]
    ) + (format_html("; {}", _figures(details)) if details.get("deals") else "")


@notice("day.addendum", gettext_lazy("A late part of the department’s day"), icon="circle-check")
def addendum(notice, record):
    details = notice.details
    figures = _figures(details) or _("no breaches")
    return format_html(_("{person}, {day}, judged later: {figures}"), person=details["person"], day=_day(details), figures=figures)


@notice("day.missed", gettext_lazy("Days closed after the system was down"), icon="clock")
def missed(notice, record):
    details = notice.details
    broken = sum(day.get("deals", 0) for day in details["days"])
    words = _("While the system was down, days were closed later, from {first} to {last}; deals in breach: {n}")
    text = format_html(words, first=_day(details, "from"), last=_day(details, "to"), n=broken)
    return format_html("{}: {}", details["department"], text) if details.get("department") else text


@notice("day.stuck", gettext_lazy("A day that could not be closed"), icon="alert-triangle", mail=True)
def stuck(notice, record):
    return format_html(_("The day is not closed: {department}, {day}"), department=notice.details["department"], day=_day(notice.details))


@notice("day.held", gettext_lazy("No day is closed while the clock is wrong"), icon="alert-triangle", mail=True)
def held(notice, record):
    why = {
        Tick.Hold.BACKWARD: _("The server's clock went back, so no day is closed until it is right again."),
        Tick.Hold.FORWARD: _("The server's clock jumped more than 31 days ahead. Is it right?"),
        Tick.Hold.GAP: _("More than 31 days were not closed: close them, or leave them out?"),
    }[notice.details["why"]]
    return format_html('<a href="{}">{}</a>', reverse("workday:my-day"), why)


@notice("day.drift", gettext_lazy("The clocks of the server and of the database differ"), icon="alert-triangle", mail=True)
def drift(notice, record):
    seconds = notice.details["seconds"]
    words = ngettext(
        "The clocks of the server and of the database differ by %(n)s second",
        "The clocks of the server and of the database differ by %(n)s seconds",
        abs(seconds),
    )
    return words % {"n": abs(seconds)}


@notice("day.explained", gettext_lazy("Explanations of breaches to judge"), icon="message")
def explained(notice, record):
    details = notice.details
    link = f"{reverse('workday:breaches')}?waiting=true"
    words = _("{person} explains a breach of {day}")
    told = format_html(words, person=details["person"], day=_day(details))
    return format_html('<a href="{}">{}</a>', link, told)


@notice("day.verdict", gettext_lazy("What the head says about my explanations"), icon="circle-check")
def verdict(notice, record):
    details = notice.details
    words = (
        _("{by} accepts your explanation of {day}")
        if details["accepted"]
        else _("{by} does not accept your explanation of {day}: {reason}")
    )
    told = format_html(words, by=details["by"], day=_day(details), reason=details["reason"])
    return format_html('<a href="{}?from={}&to={}">{}</a>', reverse("workday:breaches"), details["day"], details["day"], told)


def _of_rule(details):
    """«3 без задачи»"""
    return _figures({details["rule"]: details["n"]})


def _whose(details):
    return f"&user={details['user']}" if details["user"] else f"&department={details['department_id']}&nobody=true"


def _behind(details):
    return f"{reverse('workday:breaches')}?from={details['day']}&to={details['day']}&rule={details['rule']}"


@notice("day.told", gettext_lazy("Which rule my day broke"), icon="checklist", mail=True)
def told(notice, record):
    words = _("At the close of {day}: {figures}. Put it in order first thing")
    text = format_html(words, day=_day(notice.details), figures=_of_rule(notice.details))
    return format_html('<a href="{}&user={}">{}</a>', _behind(notice.details), notice.recipient_id, text)


@notice("day.escalated", gettext_lazy("Breaches the system tells the head of"), icon="alert-triangle", mail=True)
def escalated(notice, record):
    details = notice.details
    text = format_html(_("{person}, {day}: {figures}"), person=details["person"], day=_day(details), figures=_of_rule(details))
    return format_html('<a href="{}{}">{}</a>', _behind(details), _whose(details), text)


@notice("day.handed_over", gettext_lazy("Deals the system gives to the head after a breach"), icon="user-share", mail=True)
def handed_over(notice, record):
    details = notice.details
    if "person" not in details:
        words = _("The system gave you a deal that was not processed by the close of {day}: {deal}")
        return format_html(words, day=_day(details), deal=record or _("a deal"))
    text = format_html(_("{person}, {day}: the system gave you what was not processed"), person=details["person"], day=_day(details))
    return format_html('<a href="{}{}">{}</a>', _behind(details), _whose(details), text)


def _rule(details):
    return BY_CODE[details["rule"]].label


@notice("day.signal", gettext_lazy("A rule I broke for the third time in ten working days"), icon="repeat", mail=True)
def signal(notice, record):
    words = format_html(_("Third breach in 10 working days: “{rule}”. Read its section again"), rule=_rule(notice.details))
    return format_html('<a href="{}">{}</a>', reverse("workday:signal", args=[notice.details["signal"]]), words)


@notice("day.signal_of", gettext_lazy("Who of my people broke a rule for the third time"), icon="repeat", mail=True)
def signal_of(notice, record):
    details = notice.details
    words = _("Third breach in 10 working days: “{rule}”, {people}")
    told = format_html(words, rule=_rule(details), people=", ".join(details["people"]))
    return format_html('<a href="{}#signals">{}</a>', reverse("workday:head-ledger"), told)


@notice("day.signal_waived", gettext_lazy("The head asks for no second reading after a third breach"), icon="circle-check")
def signal_waived(notice, record):
    details = notice.details
    words = _("{by} waives the reading after the third breach of “{rule}”: {reason}")
    return format_html(words, by=details["by"], rule=_rule(details), reason=details["reason"])


@notice("day.signal_withdrawn", gettext_lazy("A third breach that no longer counts"), icon="circle-check")
def signal_withdrawn(notice, record):
    words = _("The third breach of “{rule}” of {day} no longer counts: there is nothing to read again")
    return format_html(words, rule=_rule(notice.details), day=_day(notice.details))


def _dates(details):
    first, last = _day(details, "from"), _day(details, "to")
    return first if details["from"] == details["to"] else f"{first} – {last}"


@notice("absence.asked", gettext_lazy("Requests for absence to answer"), icon="beach", mail=True)
def absence_asked(notice, record):
    details = notice.details
    words = _("{person} asks for {kind}: {dates}")
    told = format_html(words, person=details["person"], kind=AbsenceRequest.Kind(details["why"]).label, dates=_dates(details))
    return format_html('<a href="{}">{}</a>', reverse("workday:absences"), told)


@notice("absence.decided", gettext_lazy("What the head says about my request for absence"), icon="beach", mail=True)
def absence_decided(notice, record):
    details = notice.details
    words = (
        _("{by} approves your request: {kind}, {dates}")
        if details["approved"]
        else _("{by} refuses your request: {kind}, {dates}. Reason: {reason}")
    )
    kind = AbsenceRequest.Kind(details["why"]).label
    told = format_html(words, by=details["by"], kind=kind, dates=_dates(details), reason=details["reason"])
    return format_html('<a href="{}">{}</a>', reverse("accounts:profile"), told)


@notice("absence.withdrawn", gettext_lazy("Requests for absence that were withdrawn"), icon="beach")
def absence_withdrawn(notice, record):
    details = notice.details
    words = _("{person} withdraws the request: {kind}, {dates}")
    return format_html(words, person=details["person"], kind=AbsenceRequest.Kind(details["why"]).label, dates=_dates(details))

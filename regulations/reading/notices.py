"""What people are told about reading the handbook, and how it reads."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from crm_project.lib import formats
from notifications.kinds import notice, subject

from ..book import words_in
from ..models import Regulation

subject("regulation", lambda user: Regulation.objects.visible_to(user), lambda record: reverse("regulations:read", args=[record.code]))


def _day(day):
    return formats.day(date.fromisoformat(day)) if day else ""


def _due(details):
    return _day(details["due"])


def _sections(number):
    return ngettext("%(n)s section", "%(n)s sections", number) % {"n": number}


def _minutes(number):
    return ngettext("about %(n)s minute", "about %(n)s minutes", number) % {"n": number}


def _to_read(details):
    return reverse("regulations:owed", args=[details["code"]])


@notice("reading.asked", gettext_lazy("What I am to read in the handbook"), icon="book-2", mail=True, urgency="today")
def asked(notice, record):
    details = notice.details
    told = format_html(
        _asked_words(details),
        test_due=_day(details.get("test_due")),
        code=details["code"],
        edition=details["edition"],
        sections=_sections(details["sections"]),
        minutes=_minutes(details["minutes"]),
        due=_due(details),
        late=_late(details),
    )
    link = format_html('<a href="{}">{}</a>', _to_read(details), told)
    # Old notices have no quotations.
    named = _named(details, details.get("excerpts"))
    return format_html("{}: {}", link, named) if named else link


def _asked_words(details):
    """Until a day that lies ahead; what is late already is said apart."""
    if details["due"] and details.get("test_due"):
        words = _("{code}, edition {edition}: {sections} for you, {minutes}, until {due}; then a test on the changes, until {test_due}")
    elif details["due"]:
        words = _("{code}, edition {edition}: {sections} for you, {minutes}, until {due}")
    elif details.get("test_due"):
        words = _("{code}, edition {edition}: {sections} for you, {minutes}; then a test on the changes, until {test_due}")
    else:
        words = _("{code}, edition {edition}: {sections} for you, {minutes}")
    return f"{words}; {{late}}" if details.get("late") else words


def _late(details):
    number = details.get("late", 0)
    return ngettext("%(n)s of them is late already", "%(n)s of them are late already", number) % {"n": number}


def _named(details, excerpts=None):
    """The quotations or the first titles, and by name what was taken out."""
    language = get_language()[:2]
    titles = words_in(details["titles"], language) if details["titles"] else []
    words = " · ".join(excerpts) if excerpts else ", ".join(titles)
    gone = words_in(details["taken_out"], language) if details.get("taken_out") else []
    taken_out = _("taken out: {titles}").format(titles=", ".join(gone)) if gone else ""
    return " · ".join(filter(None, (words, taken_out)))


@notice("reading.announced", gettext_lazy("A new edition of the handbook is announced"), icon="calendar-event", mail=True)
def announced(notice, record):
    details = notice.details
    words = ngettext(
        "{code}: from {start} edition {edition} holds, {n} place changes for you. Read it now; confirm it from that day on, until {due}",
        "{code}: from {start} edition {edition} holds, {n} places change for you. Read it now; confirm it from that day on, until {due}",
        details["sections"],
    )
    facts = {"code": details["code"], "edition": details["edition"], "n": details["sections"], "due": _due(details)}
    told = format_html(words, start=formats.day(datetime.fromisoformat(details["from"])), **facts)
    link = format_html('<a href="{}">{}</a>', reverse("regulations:edition", args=[details["code"], details["number"]]), told)
    named = _named(details)
    return format_html("{}: {}", link, named) if named else link


@notice("reading.withdrawn", gettext_lazy("An announced edition does not come"), icon="calendar-off")
def withdrawn(notice, record):
    details = notice.details
    words = _("{code}: edition {edition}, announced for {start}, is withdrawn. What holds now goes on.")
    facts = {"code": details["code"], "edition": details["edition"]}
    return format_html(words, start=formats.day(datetime.fromisoformat(details["from"])), **facts)


@notice("reading.again", gettext_lazy("What I am to read in the handbook once more"), icon="repeat", mail=True, urgency="today")
def again(notice, record):
    details = notice.details
    if details.get("by"):
        words = _("{by} asks you to read again in {code} by {due}: {sections}, {minutes}")
        words = words if details["due"] else _("{by} asks you to read again in {code}: {sections}, {minutes}")
    else:
        words = (
            _("{code}: read again by {due}, {sections}, {minutes}") if details["due"] else _("{code}: read again, {sections}, {minutes}")
        )
    words = f"{words}; {{late}}" if details.get("late") else words
    facts = {"code": details["code"], "due": _due(details), "sections": _sections(details["sections"]), "by": details.get("by", "")}
    told = format_html(words, minutes=_minutes(details["minutes"]), late=_late(details), **facts)
    titles = words_in(details["titles"], get_language()[:2]) if details["titles"] else []
    link = format_html('<a href="{}">{}</a>', _to_read(details), told)
    return format_html("{}: {}", link, ", ".join(titles)) if titles else link


@notice("reading.path", gettext_lazy("What to read in my first days"), icon="route", mail=True, urgency="today")
def path(notice, record):
    words = _("Welcome. What to read in the first five days is ready, day by day")
    return format_html('<a href="{}">{}</a>', reverse("regulations:my-reading"), words)


@notice("reading.reminder", gettext_lazy("Reminders to finish reading"), icon="alarm", mail=True, urgency="today")
def reminder(notice, record):
    details = notice.details
    sections = _sections(details["sections"])
    if details["wave"] < 0:
        words = _("{code}: {sections} to read by {due}")
    elif details["wave"] == 0:
        words = _("{code}: {sections} to read today")
    else:
        words = _("{code}: {sections} should have been read by {due}")
    told = format_html(words, code=details["code"], sections=sections, due=_due(details))
    return format_html('<a href="{}">{}</a>', _to_read(details), told)


@notice("reading.reminded", gettext_lazy("The head asks me to finish reading"), icon="bell-ringing", mail=True, urgency="today")
def reminded(notice, record):
    details = notice.details
    words = _("{by} asks you to finish reading the handbook: {sections}")
    told = format_html(words, by=details["by"], sections=_sections(details["sections"]))
    return format_html('<a href="{}">{}</a>', reverse("regulations:my-reading"), told)


@notice("reading.late_of", gettext_lazy("Who of my people has not read in time"), icon="alert-triangle", mail=True)
def late_of(notice, record):
    told = format_html(_("Not read in time: {people}"), people=", ".join(notice.details["people"]))
    return format_html('<a href="{}?show=late">{}</a>', reverse("regulations:team"), told)


@notice("reading.week", gettext_lazy("Weekly summary of what my people have not read"), icon="clipboard-list", mail=True)
def week(notice, record):
    details = notice.details
    words = ngettext("%(n)s person is late with reading", "%(n)s people are late with reading", details["late"])
    told = [words % {"n": details["late"]}] if details["late"] else []
    if details["soon"]:
        told.append(ngettext("%(n)s is to finish this week", "%(n)s are to finish this week", details["soon"]) % {"n": details["soon"]})
    return format_html('<a href="{}">{}</a>', reverse("regulations:team"), ", ".join(told))


@notice("reading.waived", gettext_lazy("What I need not read after all"), icon="circle-check")
def waived(notice, record):
    details = notice.details
    return format_html(_("{by} waives the reading of {code}: {reason}"), by=details["by"], code=details["code"], reason=details["reason"])


@notice("reading.voided", gettext_lazy("A confirmation of mine that does not count"), icon="alert-triangle", mail=True)
def voided(notice, record):
    details = notice.details
    words = format_html(
        _("{by} took back your confirmation of {code}: {reason}"), by=details["by"], code=details["code"], reason=details["reason"]
    )
    return format_html('<a href="{}">{}</a>', _to_read(details), words)


@notice("handbook.unclear", gettext_lazy("What readers do not understand in the handbook"), icon="help-circle")
def unclear(notice, record):
    details = notice.details
    words = _("{person} does not understand: {section}")
    told = format_html(words, person=details["person"], section=details["section"])
    return format_html('<a href="{}">{}</a>', reverse("regulations:confusions"), told)


@notice("handbook.explained", gettext_lazy("Answers to what I did not understand"), icon="message")
def explained(notice, record):
    details = notice.details
    words = _("{by} rewrote what was unclear, edition {edition}: {section}") if details["edition"] else _("{by} explains: {section}")
    told = format_html(words, by=details["by"], section=details["section"], edition=details["edition"])
    return format_html('<a href="{}">{}</a>', reverse("regulations:my-reading") + "#unclear", told)

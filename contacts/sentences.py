"""How the history of a client reads."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.sentences import actor_of, sentence

from .models import Consent


@sentence("*.given")
def given(entry):
    facts = {"actor": actor_of(entry), "before": entry.details.get("before", ""), "to": entry.details.get("to", "")}
    if not facts["before"]:
        return format_html(_("{actor} made {to} responsible"), **facts)
    if not facts["to"]:
        return format_html(_("{actor} released the card from {before}"), **facts)
    return format_html(_("{actor} passed the card from {before} to {to}"), **facts)


@sentence("*.discarded")
def discarded(entry):
    return format_html(_("{actor} put the card into the trash"), actor=actor_of(entry))


@sentence("*.restored")
def restored(entry):
    return format_html(_("{actor} took the card back from the trash"), actor=actor_of(entry))


@sentence("contact.consent_given")
def consent_given(entry):
    facts = {"purpose": _purpose(entry), "source": entry.details.get("source", "")}
    return format_html(_("{actor} noted the consent: {purpose}, {source}"), actor=actor_of(entry), **facts)


@sentence("contact.consent_withdrawn")
def consent_withdrawn(entry):
    return format_html(_("{actor} noted that the consent is withdrawn: {purpose}"), actor=actor_of(entry), purpose=_purpose(entry))


@sentence("contact.greeted")
def greeted(entry):
    return format_html(_("{actor} sent a birthday greeting by mail"), actor=actor_of(entry))


@sentence("contact.card_sent")
def card_sent(entry):
    return format_html(_("{actor} sent a birthday card for {year}"), actor=actor_of(entry), year=entry.details.get("year", ""))


@sentence("contact.card_unsent")
def card_unsent(entry):
    words = _("{actor} took back that a birthday card for {year} was sent")
    return format_html(words, actor=actor_of(entry), year=entry.details.get("year", ""))


@sentence("*.data_checked")
def data_checked(entry):
    return format_html(_("{actor} checked the contact data: still right"), actor=actor_of(entry))


@sentence("workspace.care_changed")
def care_changed(entry):
    return format_html(_("{actor} changed how birthdays are kept"), actor=actor_of(entry))


@sentence("contact.told_everything")
def told_everything(entry):
    return format_html(_("{actor} saved everything about the person to a file"), actor=actor_of(entry))


@sentence("contact.erased")
def erased(entry):
    act = ", ".join(f"{label}: {entry.details.get('act', {}).get(code, 0)}" for code, label in _ACT.items())
    words = _("{actor} erased the personal data. Ground: {reason}. Act: {act}")
    return format_html(words, actor=actor_of(entry), reason=entry.details.get("reason", ""), act=act)


_ACT = {
    "deals": gettext_lazy("deals"),
    "leads": gettext_lazy("leads"),
    "tasks": gettext_lazy("tasks"),
    "calls": gettext_lazy("calls"),
    "comments": gettext_lazy("comments"),
    "files": gettext_lazy("files"),
    "phones": gettext_lazy("phones"),
    "emails": gettext_lazy("e-mails"),
    "notices": gettext_lazy("notices"),
    "facts": gettext_lazy("facts of the history"),
}


def _purpose(entry):
    return dict(Consent.Purpose.choices).get(entry.details.get("purpose"), "")


@sentence("user.limited")
def limited(entry):
    segments = ", ".join(entry.details.get("segments", []))
    words = _("{actor} limited {person} to the segments {segments}") if segments else _("{actor} lifted the limit to segments of {person}")
    return format_html(words, actor=actor_of(entry), person=entry.details.get("person", ""), segments=segments)


@sentence("company.contact_added")
def contact_added(entry):
    words = _("{actor} linked {name}, {role}") if entry.details.get("role") else _("{actor} linked {name}")
    return format_html(words, actor=actor_of(entry), name=entry.details.get("name", ""), role=entry.details.get("role", ""))


@sentence("company.contact_removed")
def contact_removed(entry):
    return format_html(_("{actor} unlinked {name}"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("*.merged")
def merged(entry):
    words = ngettext(
        "{actor} merged the card {name} into this one, {number} record came over",
        "{actor} merged the card {name} into this one, {number} records came over",
        entry.details.get("number", 0),
    )
    return format_html(words, actor=actor_of(entry), name=entry.details.get("name", ""), number=entry.details.get("number", 0))


@sentence("*.merged_into")
def merged_into(entry):
    return format_html(_("{actor} merged this card into {name}"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("*.merge_undone")
def merge_undone(entry):
    words = _("{actor} took the merge with {name} back")
    if entry.details.get("left"):
        words = _("{actor} took the merge with {name} back; a part could not be returned")
    return format_html(words, actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("*.looked_up")
def looked_up(entry):
    words = {
        "phone": _("{actor} met this client by an exact phone"),
        "email": _("{actor} met this client by an exact e-mail"),
        "inn": _("{actor} met this client by an exact INN"),
    }
    return format_html(words.get(entry.details.get("how"), words["phone"]), actor=actor_of(entry))


@sentence("*.note_left")
def note_left(entry):
    return format_html(_("{actor} left a note for the owner"), actor=actor_of(entry))


@sentence("user.exported")
def exported(entry):
    return format_html(_("{actor} saved a list of {rows} rows to a file"), actor=actor_of(entry), rows=entry.details.get("rows", 0))


@sentence("workspace.word_added")
def word_added(entry):
    return format_html(_("{actor} added the word “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("workspace.word_changed")
def word_changed(entry):
    return format_html(_("{actor} changed the word “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("workspace.word_retired")
def word_retired(entry):
    return format_html(_("{actor} retired the word “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("workspace.word_returned")
def word_returned(entry):
    return format_html(_("{actor} brought the word “{name}” back"), actor=actor_of(entry), name=entry.details.get("name", ""))

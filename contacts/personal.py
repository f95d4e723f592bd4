"""What the house knows of a person, told as one file or erased for good.

Apps above say what they hold by `holds`: how it reads, and how it forgets the person. Sums and dates stay, so that reports
stay true; names, ways to reach the person and words about them go.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm_project.lib import clock
from fields.card_rows import rows_of
from notifications.models import Notice
from timeline import forgetting
from timeline.models import Comment, Entry, File
from timeline.privacy import closed_places

from .refusals import NotAllowed


@dataclass(frozen=True)
class Part:
    """`tell(contact, user)` answers lines of what the user may see; `forget(contact, names, alias)` says how many records it cleaned.

    `cards(contact)` are (kind, [ids]) whose history may name the person.
    """

    label: Any
    tell: Callable
    forget: Callable
    cards: Callable


_parts: dict[str, Part] = {}


def holds(code, label, *, tell, forget, cards):
    """An app above hangs its part on."""
    _parts[code] = Part(label, tell, forget, cards)


def everything_about(contact, user):
    """[(label, [line, …])] for the file a person may ask for, with the eyes of whoever saves it."""
    sections = [(part.label, list(part.tell(contact, user))) for part in _parts.values()]
    comments = [f"{one.created_at:%d.%m.%Y %H:%M} {one.author}: {one.text}" for one in _comments(contact).select_related("author")]
    files = [f"{one.created_at:%d.%m.%Y} {one.name}" for one in _files(contact).outside(closed_places(user))]
    own = [f"{row.field.label}: {row.words}" for row in rows_of(contact, user) if row.is_filled]
    return [(label, lines) for label, lines in [(_("Fields"), own), *sections, (_("Comments"), comments), (_("Files"), files)] if lines]


def erase(contact, *, by, reason):
    """Take away all that names the person, once and for good. Answers the act: {what: how many}."""
    if not (by.may("delete", contact) and by.may("edit", "settings")):
        raise NotAllowed
    with transaction.atomic():
        contact.hold()
        if contact.erased_at:
            return {}
        names, alias = _names(contact), _("Erased person No. {number}").format(number=contact.pk)
        cards = [("contact", [contact.pk])] + [part.cards(contact) for part in _parts.values()]
        act = {code: part.forget(contact, names, alias) for code, part in _parts.items()}
        act |= {"comments": _forget_comments(contact), "files": _forget_files(contact), **_forget_lines(contact)}
        act["notices"] = Notice.objects.naming(cards, names).delete()[0]
        act["facts"] = forgetting.redact_all("contact", contact.pk) + forgetting.redact_naming(cards[1:], names)
        act["merged"] = _forget_merged(contact, alias)
        contact.become_nobody(alias)
        contact.record("erased", by=by, reason=reason, act=act, audience=Entry.Audience.TEAM)
    return act


def _forget_merged(contact, alias):
    """Cards that were merged into this one kept their names, and so did the journal: an erased person is parted no more."""
    count = 0
    for journal in contact.merges.select_related("absorbed"):
        count += 1 + _forget_merged(journal.absorbed, alias)
        names = _names(journal.absorbed)
        _forget_lines(journal.absorbed)
        forgetting.redact_all("contact", journal.absorbed.pk)
        forgetting.redact_naming([part.cards(contact) for part in _parts.values()], names)
        journal.absorbed.become_nobody(alias)
        journal.seal()
    return count


def without(text, names, alias):
    """The text with the alias in place of whatever gives the person away."""
    for name in names:
        text = re.sub(re.escape(name), lambda _found: alias, text, flags=re.IGNORECASE)
    return text


def _names(contact):
    """The words that would give the person away, longest first; short ones would hit others."""
    words = {contact.full_name, str(contact), contact.typed_name, contact.last_name}
    words |= {phone.e164 for phone in contact.phones.all()} | {phone.typed for phone in contact.phones.all()}
    words |= {email.address for email in contact.emails.all()}
    return sorted((word for word in words if len(word) > 3), key=len, reverse=True)


def _comments(contact):
    return Comment.objects.of("contact", contact.pk).live()


def _files(contact):
    return File.objects.of("contact", contact.pk).live()


def _forget_comments(contact):
    return Comment.objects.of("contact", contact.pk).update(text="—", deleted_at=clock.now())


def _forget_files(contact):
    return forgetting.forget_files("contact", contact.pk)


def _forget_lines(contact):
    """Phones, e-mails, messengers and addresses; the texts of consents."""
    counts = {name: getattr(contact, name).all().delete()[0] for name in ("phones", "emails", "messengers", "addresses")}
    contact.consents.update(text="", source="")
    return counts

"""The greeting itself: a text of the company with names put in, made when it leaves, by what is true then."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.mail import Letter, deliver
from accounts.models import Workspace
from crm_project.lib import clock
from outbox.handlers import handler

from .birthdays import may_be_greeted
from .checking import is_email
from .days_of_birth import day_in
from .models import Birthday, CareSettings, Contact

PLACEHOLDERS = {
    "name": _("how one addresses the person"),
    "full_name": _("last name, first name, patronymic"),
    "owner": _("who looks after the person"),
    "company": _("our company"),
}
READY = {
    "ru": (
        "С днём рождения, {name}!",
        "{name}, поздравляем вас с днём рождения!\n\nЖелаем здоровья, сил и удачи в делах. Спасибо, что вы с нами.\n\n{owner}\n{company}",
    ),
    "en": (
        "Happy birthday, {name}!",
        "Dear {name},\n\nhappy birthday! Good health and good luck in all you do. Thank you for being with us.\n\n{owner}\n{company}",
    ),
}
STOP = {
    "ru": "Вы получили это письмо, потому что согласились на письма и поздравления от нас. Не хотите больше получать их – просто ответьте.",
    "en": "You get this letter because you agreed to letters and greetings from us. If you want no more of them, just answer.",
}
_NAMED = re.compile(r"\{([^{}]*)\}")


def unknown_in(text):
    """Names in braces that stand for nothing."""
    return sorted({name for name in _NAMED.findall(text) if name not in PLACEHOLDERS})


def text_of(settings, language):
    """(subject, text) as set, or the ready one."""
    language = language if language in READY else "en"
    subject, text = READY[language]
    return getattr(settings, f"subject_{language}") or subject, getattr(settings, f"text_{language}") or text


def written_for(contact, settings, company):
    """The letter to one person in the language of the company; below the line who wrote, unless the text says it, and how to stop."""
    language = company.language if company.language in READY else "en"
    names = _names_of(contact, company)
    subject, text = (_NAMED.sub(lambda found: names.get(found[1], found[0]), words) for words in text_of(settings, language))
    owner = contact.owner if contact.owner and contact.owner.is_active else None
    lines = [part for part in re.split(r"\n{2,}", text.strip()) if part]
    below = STOP[language] if company.name in text else f"{company.name}\n{STOP[language]}"
    return Letter(subject, lines, signature=below, reply_to=owner.email if owner else "")


@handler("birthday_greeting")
def send(payload):
    """Leave once, on the very day only: a greeting that was stuck for days is worse than none."""
    with transaction.atomic():
        row = Birthday.objects.find(payload["contact"], payload["year"]).select_for_update(of=("self",)).first()
        people = Contact.objects.live().filter(pk=payload["contact"], birthday__isnull=False, erased_at=None)
        contact = may_be_greeted(people).select_related("owner").first()
        settings, company = CareSettings.current(), Workspace.current()
        if row is None or row.greeted_at or contact is None or not settings.greet:
            return
        address = next((one.address for one in contact.emails.all() if is_email(one.address)), "")
        if not address or day_in(contact.birthday, row.year) != clock.today(company.zone):
            return
        with override(company.language):
            deliver(written_for(contact, settings, company), address)
        row.greeted_at = clock.now()
        row.save(update_fields=["greeted_at"])
        contact.record("greeted", by=None)


def _names_of(contact, company):
    addressed = " ".join(part for part in (contact.first_name, contact.patronymic) if part) or str(contact)
    owner = contact.owner if contact.owner and contact.owner.is_active else ""
    return {"name": addressed, "full_name": contact.full_name or str(contact), "owner": str(owner), "company": company.name}

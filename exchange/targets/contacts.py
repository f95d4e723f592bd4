import re
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.checking import is_past_day
from contacts.models import Contact, Messenger
from crm_project.lib import vcards
from crm_project.lib.cells import BadCell, as_day
from crm_project.lib.requisites import digits_of

from .clients import ClientTarget
from .headings import EMAILS, PHONES
from .linked import bring_companies, companies_named
from .opening import OPENING
from .target import BadRow, TargetField

_MESSENGERS = [system for system in Messenger.System.values if system != Messenger.System.OTHER]
_SURNAME_FIRST = re.compile(r"\s*ф\.?\s*и\.?\s*о\b", re.IGNORECASE)


class Contacts(ClientTarget):
    """People of companies and private buyers; whoever is here by phone, e-mail, or name and company, is left as they are."""

    what, kind, model = "contacts", "contact", Contact
    keys = ("person", "birthday")
    needs = ("name", "last_name", "first_name")
    fields = (
        TargetField(
            "name",
            pgettext_lazy("person", "Name"),
            (
                "фио",
                "ф.и.о.",
                "контакт",
                "контактное лицо",
                "полное имя",
                "полное имя контакта",
                "full name",
                "contact",
                "contact name",
                "person name",
            ),
        ),
        TargetField("last_name", _("Last name"), ("фамилия", "last name", "surname", "family name")),
        TargetField("first_name", _("First name"), ("имя", "first name", "given name")),
        TargetField("patronymic", _("Patronymic"), ("отчество", "middle name", "additional name")),
        TargetField(
            "company",
            _("Company"),
            (
                "компания",
                "компания контакта",
                "название компании",
                "организация",
                "company name",
                "account",
                "associated company",
                "organization name",
                "organization 1 - name",
                "person organization",
                "organization",
            ),
        ),
        TargetField("company_inn", _("INN of the company"), ("инн", "инн компании")),
        TargetField(
            "role",
            _("Role in the company"),
            ("должность", "роль", "position", "job title", "title", "organization title", "organization 1 - title"),
        ),
        TargetField("phone", _("Phone"), PHONES, many=True),
        TargetField("email", _("E-mail"), EMAILS, many=True),
        TargetField("telegram", "Telegram", ("телеграм", "телеграмм", "tg", "контакт telegram")),
        TargetField("whatsapp", "WhatsApp", ("ватсап", "вотсап", "whats app")),
        TargetField("vk", "VK", ("вконтакте", "вк", "vkontakte", "контакт вконтакте", "страница вконтакте")),
        TargetField("max", "MAX", ("макс",)),
        TargetField("birthday", _("Birthday"), ("дата рождения", "день рождения", "birthday", "birth date", "date of birth")),
        TargetField(
            "address",
            _("Address"),
            ("адрес", "address", "address 1 - formatted", "mailing address", "home street", "business street", "рабочий адрес"),
            many=True,
        ),
        TargetField("source", _("Source"), ("источник", "lead source")),
        TargetField("owner", _("Owner"), ("ответственный", "contact owner"), choose=True),
        TargetField("about", _("About"), ("комментарий", "примечание", "заметки", "note", "notes", "comment", "description")),
        *OPENING,
        TargetField("foreign_id", _("Number in the old system"), ("id", "contact id", "record id", "id контакта")),
    )
    marks = ("тип контакта", "phone 1 - value", "e-mail 1 - value", "given name", "business phone", "lifecycle stage")

    def prepare(self, run):
        titles = [run.head[int(place)] for place, key in run.mapping.items() if key == "name"]
        is_book = run.reading.get("kind") == "vcard"
        return super().prepare(run) | {"surname_first": any(_SURNAME_FIRST.match(title) for title in titles), "is_book": is_book}

    def notes(self, row, known):
        left = {"photo": vcards.PHOTO, "odd_birthday": vcards.ODD_BIRTHDAY} if known["is_book"] else {}
        return super().notes(row, known) + [code for code, place in left.items() if row.raw[place]]

    def values(self, row, known):
        values = {"person": _name(row, known["surname_first"])}
        try:
            day = as_day(row.cells.get("birthday"), known["order"])
        except BadCell as bad:
            raise BadRow("birthday", bad.why, row.text("birthday")) from None
        if day and not is_past_day(day):
            raise BadRow("birthday", "birthday", row.text("birthday"))
        values["birthday"] = day
        if handles := [(system, row.text(system)) for system in _MESSENGERS if row.text(system)]:
            values["messengers"] = handles
        return values

    def read(self, row, known):
        draft = super().read(row, known)
        draft.role = row.text("role")
        if len(draft.role) > 120:
            raise BadRow("role", "too_long", draft.role)
        return draft

    def make_way(self, fresh, run, outcome):
        """A company that nobody knows yet is made with the first of its people, unless they are here already."""
        new, seen = [], set()
        for draft in fresh:
            if draft.company and draft.company.pk is None and id(draft.company) not in seen:
                seen.add(id(draft.company))
                new.append(replace(draft.company_draft, row=draft.row))
        bring_companies(new, run, outcome)

    def _sorted_out(self, pairs, run, known):
        wanted = {}
        for row, _draft in pairs:
            if row.text("company"):
                wanted.setdefault(_company_key(row), row.number)
        companies, new = companies_named(wanted, run)
        drafts = {id(one.client): one for one in new}
        for row, draft in pairs:
            draft.company = companies.get(_company_key(row)) if row.text("company") else None
            draft.company_draft = drafts.get(id(draft.company))
        return super()._sorted_out(pairs, run, known)


def _company_key(row):
    inn = digits_of(row.text("company_inn"))
    return row.text("company")[:250], inn if len(inn) in (10, 12) and inn.isdecimal() else ""


def _name(row, surname_first):
    """What stands in one column titled «ФИО» begins with the last name, also where no patronymic tells it."""
    parts = [row.text(key) for key in ("last_name", "first_name", "patronymic")]
    if any(len(part) > 120 for part in parts):
        raise BadRow("name", "too_long", " ".join(parts))
    if any(parts):
        return tuple(parts)
    name = row.text("name")
    if not name:
        raise BadRow("name", "empty")
    if len(name) > 300:
        raise BadRow("name", "too_long", name)
    words = name.split()
    return (*words, "") if surname_first and len(words) == 2 and not name.isascii() else name

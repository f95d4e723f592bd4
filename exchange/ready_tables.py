"""Ready tables to fill in: our own titles in the reader's language, one example row, every column recognised."""

from functools import cache

from django.conf import settings
from django.utils.translation import get_language, override

from accounts.models import Workspace
from crm_project.lib import clock, csv_export, xlsx
from crm_project.lib.text import sort_key
from deals.models import Funnel

from .models import ImportRun
from .targets import TARGETS

_TITLES = {
    "mobile": {"ru": "Мобильный телефон", "en": "Mobile phone"},
    "work": {"ru": "Рабочий телефон", "en": "Work phone"},
}
# (field, or the kind of a phone; what the example row says in Russian; in English)
_COLUMNS = {
    "companies": [
        ("name", "ООО «Пример»", "Example Ltd"),
        ("inn", "7707083893", "7707083893"),
        ("kpp", "770701001", "770701001"),
        ("ogrn", "1027700132195", "1027700132195"),
        ("full_name", "Общество с ограниченной ответственностью «Пример»", "Example Limited"),
        ("industry", "Сельское хозяйство", "Agriculture"),
        ("phone:work", "+7 495 111-22-33 доб. 12", "+7 495 111-22-33 ext. 12"),
        ("email", "info@example.com", "info@example.com"),
        ("site", "example.com", "example.com"),
        ("address", "г. Москва, ул. Мира, 1", "1 Mira street, Moscow"),
        ("source", "", ""),
        ("owner", "{owner}", "{owner}"),
        ("about", "Звонить до обеда", "Call before noon"),
        ("opening_first_on", "12.03.2021", "2021-03-12"),
        ("opening_count", "4", "4"),
        ("opening_sum", "1250000", "1250000"),
        ("opening_last_on", "20.05.2024", "2024-05-20"),
        ("foreign_id", "1001", "1001"),
    ],
    "contacts": [
        ("last_name", "Остапенко", "Ostapenko"),
        ("first_name", "Нина", "Nina"),
        ("patronymic", "Петровна", "Petrovna"),
        ("company", "ООО «Пример»", "Example Ltd"),
        ("role", "директор", "director"),
        ("phone:mobile", "+7 916 000-00-01", "+7 916 000-00-01"),
        ("phone:work", "+7 495 111-22-33", "+7 495 111-22-33"),
        ("email", "nina@example.com", "nina@example.com"),
        ("telegram", "nina_example", "nina_example"),
        ("birthday", "12.03.1980", "1980-03-12"),
        ("address", "г. Москва, ул. Мира, 1", "1 Mira street, Moscow"),
        ("source", "", ""),
        ("owner", "{owner}", "{owner}"),
        ("about", "Пишет по вечерам", "Writes in the evening"),
        ("foreign_id", "2001", "2001"),
    ],
    "leads": [
        ("title", "Нужен плуг", "Needs a plough"),
        ("last_name", "Сомов", "Somov"),
        ("first_name", "Пётр", "Peter"),
        ("company_name", "КФХ Сомов", "Somov Farm"),
        ("phone:mobile", "+7 916 000-00-02", "+7 916 000-00-02"),
        ("email", "somov@example.com", "somov@example.com"),
        ("stage", "{lead_stage}", "{lead_stage}"),
        ("source", "", ""),
        ("owner", "{owner}", "{owner}"),
        ("created_at", "{day}", "{day}"),
        ("comment", "Спрашивал о сроке поставки", "Asked about the delivery time"),
        ("foreign_id", "3001", "3001"),
    ],
    "deals": [
        ("name", "Плуг для КФХ Сомов", "A plough for Somov Farm"),
        ("stage", "{stage}", "{stage}"),
        ("amount", "150000", "150000"),
        ("currency", "{currency}", "{currency}"),
        ("owner", "{owner}", "{owner}"),
        ("company", "ООО «Пример»", "Example Ltd"),
        ("contact", "Остапенко Нина Петровна", "Ostapenko Nina Petrovna"),
        ("contact_phone", "+7 916 000-00-01", "+7 916 000-00-01"),
        ("contact_email", "nina@example.com", "nina@example.com"),
        ("product", "Плуг (пример)", "Plough (example)"),
        ("price", "75000", "75000"),
        ("quantity", "2", "2"),
        ("created_at", "{day}", "{day}"),
        ("expected_close_on", "{day}", "{day}"),
        ("closed_at", "", ""),
        ("source", "", ""),
        ("loss_reason", "", ""),
        ("contract_number", "12/24", "12/24"),
        ("comment", "Ждут скидку", "They wait for a discount"),
        ("foreign_id", "4001", "4001"),
    ],
    "products": [
        ("name", "Плуг (пример)", "Plough (example)"),
        ("group", "Почвообработка", "Tillage"),
        ("price", "75000", "75000"),
        ("article", "PL-01", "PL-01"),
        ("unit", "шт.", "pcs"),
        ("vat", "20", "20"),
    ],
    "people": [
        ("name", "Пётр Сомов", "Peter Somov"),
        ("email", "somov@example.com", "somov@example.com"),
        ("head", "", ""),
        ("department", "", ""),
    ],
}
FORMATS = ("xlsx", "csv")


def offered_to(user):
    """[(what, label)] of the tables this person may bring in."""
    return [(what, label) for what, label in ImportRun.What.choices if what in _COLUMNS and TARGETS[what].allowed(user)]


def response(what, file_format, user):
    """The table as a download."""
    head, row = head_of(what), _example(what, user)
    name = f"ordo-{what}"
    return xlsx.response(name, head, [row]) if file_format == "xlsx" else csv_export.response(name, head, [row])


def head_of(what):
    """Titles in the active language."""
    return [_title(TARGETS[what], key) for key, _ru, _en in _COLUMNS[what]]


def kind_of_template(head):
    """What one of our own tables holds, whatever its language; "" for any other."""
    return _heads().get(_mark(head), "")


@cache
def _heads():
    heads = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            heads |= {_mark(head_of(what)): what for what in _COLUMNS}
    return heads


def _mark(head):
    return "\n".join(sort_key(title) for title in head)


def _title(target, key):
    name, _colon, kind = key.partition(":")
    return _TITLES[kind][_language()] if kind else str(target.field_of(name).label)


def _language():
    return "ru" if (get_language() or "").startswith("ru") else "en"


def _example(what, user):
    place = 1 if _language() == "ru" else 2
    deals, leads = Funnel.objects.for_deals().visible_to(user).first(), Funnel.objects.for_leads().first()
    facts = {
        "owner": user.full_name,
        "stage": deals.entry.name if deals else "",
        "lead_stage": leads.entry.name if leads else "",
        "currency": Workspace.current().currency,
        "day": clock.today(Workspace.current().zone).isoformat(),
    }
    return [column[place].format(**facts) for column in _COLUMNS[what]]

"""What the apps below hold, found with the reader's eyes."""

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.models import Company, Contact, ContactRole
from crm_project.lib import formats
from crm_project.lib.phone_numbers import looks_like_phone, part_of_number
from crm_project.lib.text import sort_key
from deals.models import Deal, Product
from documents.models import Document
from fields.querying import SEARCHED, with_text
from fields.reading import own_fields
from leads.models import Lead
from regulations import finding
from tasks.models import Task

from .ranking import best
from .registry import Hit, source

SHORTEST_OWN = 3
SHORTEST, LONG_ENOUGH_FOR_TEXTS, WHILE_TYPING = 2, 4, 4

_OF_OWNER = ("owner__first_name", "owner__last_name", "owner__email")
_OF_COMPANY = ("name", "legal_form", "inn", "search_text")
_OF_DEAL = ("name", "search_text", "amount", "currency", "contract_number", "stage__name")
_OF_CONTACT = ("last_name", "first_name", "patronymic", "typed_name", "search_text")


def fill():
    source("deal", gettext_lazy("Deals"), deals, 10)
    source("company", gettext_lazy("Companies"), companies, 20)
    source("contact", gettext_lazy("Contacts"), contacts, 30)
    source("lead", gettext_lazy("Leads"), leads, 40)
    source("task", gettext_lazy("Tasks"), tasks, 50)
    source("document", gettext_lazy("Documents"), documents, 55, is_slow=True)
    source("handbook", gettext_lazy("Handbook"), handbook, 60, is_slow=True)


def companies(user, words, limit):
    if _is_too_short(words) or not user.may("see", "company"):
        return []
    found = Company.objects.visible_to(user).live().search(words, user).select_related("owner").only(*_OF_COMPANY, *_OF_OWNER)
    return [
        _company(one)
        for one in _with_own(best(found, words, limit), "company", lambda: _clients(Company, _OF_COMPANY, user), user, words, limit)
    ]


def contacts(user, words, limit):
    if _is_too_short(words) or not user.may("see", "contact"):
        return []
    named = Contact.objects.visible_to(user).live().search(words, user).select_related("owner").only(*_OF_CONTACT, *_OF_OWNER)
    found = _with_own(best(named, words, limit), "contact", lambda: _clients(Contact, _OF_CONTACT, user), user, words, limit)
    places = _places(found, user)
    return [_contact(one, places, user) for one in found]


def deals(user, words, limit):
    """By name or contract number; by the client's phone, e-mail or INN too."""
    if _is_too_short(words) or not user.may("see", "deal"):
        return []
    visible = Deal.objects.visible_to(user).live().select_related("stage").only(*_OF_DEAL)
    found = _deals_of_clients(visible, user, words)[:limit] if _is_reach(words) else best(visible.search(words), words, limit)
    return [_deal(one, user) for one in _with_own(found, "deal", lambda: visible, user, words, limit)]


def leads(user, words, limit):
    if _is_too_short(words) or not user.may("see", "lead"):
        return []
    named = Lead.objects.visible_to(user).live().search(words, user).select_related("stage", "owner")
    shown = ("name", "search_text", "stage__name", *_OF_OWNER)
    found = _with_own(best(named.only(*shown), words, limit), "lead", lambda: _leads(user, shown), user, words, limit)
    return [_lead(one) for one in found]


def tasks(user, words, limit):
    if _is_too_short(words) or _is_reach(words) or not user.may("see", "task"):
        return []
    # Titles have no index: while one types, only one's own open tasks are looked through, on the page all one may see.
    tasks = Task.objects.visible_to(user).open()
    tasks = tasks if limit > WHILE_TYPING else tasks.of(user)
    found = tasks.titled(words).select_related("owner").order_by("due_at")[:limit]
    return [Hit(one.pk, one.title, str(one.owner or ""), _url("tasks:task", one.pk), "checkbox") for one in found]


def documents(user, words, limit):
    """By number, client or INN."""
    if _is_too_short(words) or not user.may("see", "document"):
        return []
    found = Document.objects.visible_to(user).named(words).newest_first()[:limit]
    return [_document(one) for one in found]


def handbook(user, words, limit):
    """Sections of the handbook that hold every word, through the handbook's own finding."""
    if len(words) < LONG_ENOUGH_FOR_TEXTS or _is_reach(words) or not user.may("see", "regulation"):
        return []
    found = finding.find(words, user, get_language() or "ru")[:limit]
    return [Hit(0, hit.entry.title, f"{hit.entry.regulation}, {hit.entry.number}", hit.entry.url, "book-2") for hit in found]


def products(user, words, limit):
    found = Product.objects.live().search(words).order_by("name")[:limit]
    may_see = user.has_right("see_money")
    prices = {one.pk: formats.money(one.price, one.currency) for one in found if may_see and one.price is not None}
    return [Hit(one.pk, one.name, prices.get(one.pk, ""), "", "package") for one in found]


def people(user, words, limit):
    """Colleagues whose records one may see."""
    wanted = sort_key(words)
    colleagues = User.objects.active().colleagues_of(user).select_related("position")
    found = [one for one in colleagues if wanted in sort_key(one.full_name)]
    return [Hit(one.pk, one.full_name, str(one.position or ""), "", "user") for one in found[:limit]]


def clients(user, words, limit):
    """Companies and contacts in one list, for fields that take either: the value says which."""
    return [*companies(user, words, limit), *contacts(user, words, limit)][: limit * 2]


def _clients(model, columns, user):
    return model.objects.visible_to(user).live().select_related("owner").only(*columns, *_OF_OWNER)


def _leads(user, columns):
    return Lead.objects.visible_to(user).live().select_related("stage", "owner").only(*columns)


def _with_own(found, kind, visible, user, words, limit):
    """The same, then records in whose own fields the words stand: texts, phones and links that this person sees.

    Asked only where the names left room, and from three letters on, which is what its index is made of.
    """
    found = list(found)
    wanted = part_of_number(words) if looks_like_phone(words) else sort_key(words)
    if len(found) >= limit or len(wanted) < SHORTEST_OWN:
        return found
    fields = [field for field in own_fields(user, kind) if field.type in SEARCHED]
    if not fields:
        return found
    more = with_text(visible(), fields, wanted).exclude(pk__in=[one.pk for one in found]).order_by()
    return found + list(more[: limit - len(found)])


def _is_too_short(words):
    return len(sort_key(words)) < SHORTEST


def _is_reach(words):
    return "@" in words or looks_like_phone(words)


def _deals_of_clients(visible, user, words):
    """Deals of the clients with this phone, e-mail or INN; the client itself need not be one's own."""
    contacts = list(Contact.objects.live().search(words, user).values_list("pk", flat=True)[:50])
    companies = list(Company.objects.live().search(words, user).values_list("pk", flat=True)[:50])
    if not contacts and not companies:
        return visible.none()
    return visible.filter(Q(company__in=companies) | Q(contact__in=contacts)).order_by("-created_at")


def _places(contacts, user):
    """{contact id: the name of the first company}: one query for the page."""
    roles = ContactRole.objects.within_limits_of(user).filter(contact__in=contacts).select_related("company").order_by("is_main", "-pk")
    return {role.contact_id: str(role.company) for role in roles}


def _company(one):
    note = f"{_('INN')} {one.inn}" if one.inn else str(one.owner or "")
    return Hit(one.pk, str(one), note, reverse("contacts:company", args=[one.pk]), "building", f"company:{one.pk}")


def _contact(one, places, user):
    note = places.get(one.pk) or str(one.owner or "")
    return Hit(one.pk, one.full_name or str(one), note, reverse("contacts:contact", args=[one.pk]), "user", f"contact:{one.pk}")


def _deal(one, user):
    money = formats.money(one.amount, one.currency) if one.amount is not None and user.has_right("see_money") else ""
    note = " · ".join(part for part in (one.stage.name, money, one.contract_number) if part)
    return Hit(one.pk, one.name, note, one.url, "layout-kanban", f"deal:{one.pk}")


def _document(one):
    money = formats.money(one.amount, one.currency) if one.amount is not None else ""
    note = " · ".join(part for part in (one.client_name, money, formats.day(one.dated_on)) if part)
    return Hit(one.pk, str(one), note, reverse("documents:document", args=[one.pk]), "file-text", f"document:{one.pk}")


def _lead(one):
    note = f"{one.stage.name} · {one.owner}" if one.owner else one.stage.name
    return Hit(one.pk, one.name, note, reverse("leads:lead", args=[one.pk]), "inbox")


def _url(name, pk):
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""

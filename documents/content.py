"""What a deal says at this moment, as plain texts under the names that templates use. Nothing here can do anything."""

from django.utils.formats import date_format
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from contacts.models import Company
from crm_project.lib.formats import number
from crm_project.lib.phone_numbers import shown as shown_phone
from fields.models import CustomField
from fields.reading import Values, sees

from . import sums
from .words import sum_in_words

OWN = ("name", "full_name", "inn", "kpp", "ogrn", "address", "phone", "email", "bank", "bik", "account", "corr_account")
OWN += ("head_title", "head_name", "accountant_name")
_DAYS = {"ru": "j E Y г."}
_NOBODY = dict.fromkeys(("name", "full_name", "position", "phone", "email"), "")


def content_of(document, template, *, valid_until=None, note="", by=None):
    """{name: text, or a list of such} for a template; the language is the template's."""
    deal, own = document.deal, document.own_company
    with override(template.language):
        lines, total = _lines_of(deal, own)
        return {
            "number": document.number,
            "date": _day(document.dated_on),
            "date_short": f"{document.dated_on:%d.%m.%Y}",
            "valid_until": _day(valid_until),
            "note": note,
            "seller": {name: getattr(own, name) for name in OWN} | {"full_name": own.full_name or own.name},
            "client": _client(deal.client),
            "contact": _contact(deal),
            "manager": _manager(deal.owner),
            "deal": {
                "name": deal.name,
                "number": str(deal.pk),
                "contract_number": deal.contract_number,
                "source": str(deal.source or ""),
            },
            "fields": _own_fields(deal, by),
            "lines": lines,
            "count": str(len(lines)),
            "total": _money(total.total),
            "total_net": _money(total.net),
            "total_vat": _money(total.vat) if total.vat else "",
            "total_in_words": sum_in_words(total.total, deal.currency, template.language),
            "currency": pgettext("after a sum", "RUB") if deal.currency == "RUB" else deal.currency,
        }


def _lines_of(deal, own):
    found, all_sums = [], []
    for place, line in enumerate(deal.lines.select_related("product"), start=1):
        one = sums.of_line(line, own.adds_vat)
        all_sums.append(one)
        found.append(
            {
                "n": str(place),
                "name": line.product.name,
                "article": line.product.article,
                "unit": line.product.unit or _("pcs"),
                "quantity": number(line.quantity.normalize()),
                "price": _("on request") if line.price is None else _money(line.price),
                "discount": f"{number(line.discount.normalize())} %" if line.discount else "",
                "vat": _("without VAT") if line.vat is None else f"{number(line.vat.normalize())} %",
                "vat_sum": "" if line.price is None else _money(one.vat),
                "net": "" if line.price is None else _money(one.net),
                "total": "" if line.price is None else _money(one.total),
            }
        )
    return found, sums.of_lines(all_sums)


def _client(client):
    is_company = isinstance(client, Company)
    account = client.bank_accounts.order_by("-is_main", "pk").first() if is_company else None
    return {
        "name": str(client),
        "full_name": client.full_name or str(client),
        "inn": client.inn if is_company else "",
        "kpp": client.kpp if is_company else "",
        "ogrn": client.ogrn if is_company else "",
        "address": str(client.addresses.first() or ""),
        "phone": client.phone_in_words or "",
        "email": str(client.emails.first() or ""),
        "bank": account.bank if account else "",
        "bik": account.bik if account else "",
        "account": account.account if account else "",
    }


def _contact(deal):
    contact = deal.contact
    if contact is None:
        return _NOBODY
    role = contact.roles.filter(company=deal.company).first() if deal.company_id else None
    reach = {"phone": contact.phone_in_words or "", "email": str(contact.emails.first() or "")}
    return {"name": str(contact), "full_name": contact.full_name or str(contact), "position": role.role if role else "", **reach}


def _manager(user):
    return {"name": str(user or ""), "phone": shown_phone(getattr(user, "phone", "") or ""), "email": user.email if user else ""}


def _own_fields(deal, by):
    """{code: words} of every field, those out of use too; one that its maker does not see stays empty on the paper."""
    fields = list(CustomField.objects.of_any("deal"))
    seen = [field for field in fields if by and sees(by, field)]
    values = Values(seen, [deal], by)
    return {field.code: "" for field in fields} | {field.code: values.words(deal, field) for field in seen}


def _day(day):
    return date_format(day, _DAYS.get(get_language(), "j F Y")) if day else ""


def _money(amount):
    return "" if amount is None else number(amount, 2)

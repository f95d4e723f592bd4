"""Content of nobody's deal, to try a template on: every word a template may use, and as many products as are asked for."""

from .words import sum_in_words

_LINE = {
    "article": "A-1",
    "discount": "5 %",
    "vat": "20 %",
    "vat_sum": "15,83",
    "net": "79,17",
    "total": "95,00",
    "price": "100,00",
    "quantity": "1",
}

_LONG = ", with all that belongs to it and a name as long as price lists have it" * 2


def sample_content(language, codes=(), n_lines=2):
    person = {
        "name": "Maria Orlova",
        "full_name": "Maria Orlova",
        "position": "director",
        "phone": "+7 495 000-00-00",
        "email": "m@example.com",
    }
    firm = dict.fromkeys(("inn", "kpp", "ogrn", "bik", "account", "corr_account"), "0000000000")
    firm |= {
        "name": "Example LLC",
        "full_name": "Example LLC",
        "address": "1 Example Street",
        "bank": "Example Bank",
        "phone": "",
        "email": "",
    }
    lines = [{"n": str(n), "name": f"Product {n}{_LONG if n > 2 else ''}", "unit": "pcs", **_LINE} for n in range(1, n_lines + 1)]
    return {
        "number": "1",
        "date": "1",
        "date_short": "01.01.2026",
        "valid_until": "1",
        "note": "—",
        "seller": firm | {"head_title": "director", "head_name": "—", "accountant_name": "—"},
        "client": firm,
        "contact": person,
        "manager": person,
        "deal": {"name": "—", "number": "1", "contract_number": "1", "source": ""},
        "fields": dict.fromkeys(codes, "—"),
        "lines": lines,
        "count": str(n_lines),
        "total": "190,00",
        "total_net": "158,34",
        "total_vat": "31,66",
        "total_in_words": sum_in_words("190", "RUB", language),
        "currency": "RUB",
    }

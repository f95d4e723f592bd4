"""The words a template may use, told to whoever writes one."""

from django.utils.translation import gettext as _


def marks(fields):
    """[(group, [(mark, what it becomes)])]; `fields` are the company's own fields of deals."""
    own = [(f"fields.{field.code}", field.label) for field in fields]
    groups = [
        (_("Document"), [
            ("number", _("number of the document")), ("date", _("date in words")), ("date_short", _("date in figures")),
            ("valid_until", _("valid or payable until")), ("note", _("note")),
        ]),
        (_("Sums"), [
            ("total", _("to be paid")), ("total_net", _("without VAT")), ("total_vat", _("VAT; empty without it")),
            ("total_in_words", _("to be paid, in words")), ("currency", _("currency")), ("count", _("how many products")),
        ]),
        (_("A row of products, between {%tr for line in lines %} and {%tr endfor %}"), [
            ("line.n", _("number of the row")), ("line.name", _("product")), ("line.article", _("article")), ("line.unit", _("unit")),
            ("line.quantity", _("quantity")), ("line.price", _("price")), ("line.discount", _("discount")), ("line.vat", _("VAT rate")),
            ("line.vat_sum", _("VAT")), ("line.net", _("without VAT")), ("line.total", _("to be paid")),
        ]),
        (_("Our company"), [(f"seller.{name}", label) for name, label in _requisites()] + [
            ("seller.corr_account", _("correspondent account")), ("seller.head_title", _("who signs, position")),
            ("seller.head_name", _("who signs, name")), ("seller.accountant_name", _("chief accountant")),
        ]),
        (_("Client"), [(f"client.{name}", label) for name, label in _requisites()]),
        (_("Contact"), [
            ("contact.name", _("name")), ("contact.full_name", _("full name")), ("contact.position", _("position")),
            ("contact.phone", _("phone")), ("contact.email", _("e-mail")),
        ]),
        (_("Manager and deal"), [
            ("manager.name", _("manager")), ("manager.phone", _("phone")), ("manager.email", _("e-mail")),
            ("deal.name", _("name of the deal")),
            ("deal.number", _("number of the deal")), ("deal.contract_number", _("contract number")), ("deal.source", _("source")),
        ]),
    ]  # fmt: skip
    return [*groups, (_("Fields of your own"), own)] if own else groups


def _requisites():
    return [
        ("name", _("name")), ("full_name", _("full legal name")), ("inn", _("INN")), ("kpp", _("KPP")), ("ogrn", _("OGRN")),
        ("address", _("address")), ("phone", _("phone")), ("email", _("e-mail")), ("bank", _("bank")), ("bik", _("BIK")),
        ("account", _("account")),
    ]  # fmt: skip

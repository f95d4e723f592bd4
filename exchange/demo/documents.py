"""Requisites of the made-up company, its price list on the shelf, and papers of a few deals."""

from django.core.files.base import ContentFile

from deals.models import Deal
from documents.models import Document, OwnCompany, ShelfPaper, Template

from .words import COMPANY

MANY = 12
_OURS = {
    "ru": {
        "full_name": "Общество с ограниченной ответственностью «{name}»",
        "address": "350015, г. Краснодар, ул. Северная, д. 321",
        "bank": "Южный филиал демонстрационного банка",
        "head_title": "Директор",
        "head_name": "Савельев И. П.",
        "accountant_name": "Фролова Е. А.",
    },
    "en": {
        "full_name": "{name} Limited",
        "address": "321 Northern Street, Krasnodar",
        "bank": "Southern branch of the demo bank",
        "head_title": "Director",
        "head_name": "I. Savelyev",
        "accountant_name": "E. Frolova",
    },
}
_NUMBERS = {"inn": "2308123459", "kpp": "230801001", "ogrn": "1112308000010", "bik": "040349602", "phone": "+7 861 200-00-10"}
_NUMBERS |= {"account": "40702810600000000010", "corr_account": "30101810100000000602"}
_SHELF = {
    "ru": ("Прайс-лист на навесное оборудование", "Действует с начала квартала", "Культиватор КПС-4;287000\nБорона БДМ-3×4;1190000\n"),
    "en": ("Price list of implements", "Valid from the start of the quarter", "Cultivator KPS-4;287000\nHarrow BDM-3x4;1190000\n"),
}


def make_documents(language, people, departments):
    ours = OwnCompany.objects.main()
    texts = {key: text.format(name=COMPANY[language]) for key, text in _OURS[language].items()}
    ours.shape({"name": COMPANY[language], **texts, **_NUMBERS}, by=None)
    title, note, rows = _SHELF[language]
    file = ContentFile(rows.encode("utf-8-sig"), name="price.csv")
    ShelfPaper().shape({"title": title, "note": note, "department": departments["sales"]}, file, by=people["head"])
    templates = {template.type: template for template in Template.objects.live()}
    for number, deal in enumerate(_deals_with_goods(departments["sales"])):
        for kind in ("offer", "invoice")[: 1 + number % 2]:
            made = Document.issue(deal, templates[kind], ours, by=deal.owner)
            if number % 3:
                made.mark_sent("", by=deal.owner)


def _deals_with_goods(department):
    found = Deal.objects.open().filter(department=department, company__isnull=False, lines__price__isnull=False, owner__is_active=True)
    return found.select_related("owner__role", "owner__department").order_by("-pk").distinct()[:MANY]

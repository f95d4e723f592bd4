from decimal import Decimal

import pytest

from deals.models import Product
from documents.models import OwnCompany, Template
from documents.ready import make_ready_templates
from tests.factories import make_company, make_contact, make_deal, make_funnel


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ours(db, _folder):
    """Vector sells; its four ready templates are here."""
    make_ready_templates("ru")
    company = OwnCompany()
    company.shape({"name": "ООО «Вектор»", "inn": "2312184407", "head_name": "Иванов И. И."}, by=None)
    return company


@pytest.fixture
def deal(anna, ours):
    """Anna sells three harrows of 1 000,05 with 20 % VAT to Zarya, for five per cent less."""
    make_funnel("Ways")
    zarya = make_company(anna, name="Заря", legal_form="ООО", inn="7707083893")
    deal = make_deal(anna, name="Plough", company=zarya, contact=make_contact(anna))
    harrow = Product.objects.create(name="Борона", price=Decimal("1000.05"), vat=20, unit="шт")
    deal.add_line(harrow, by=anna, quantity=3, discount=5)
    return deal


@pytest.fixture
def template(ours):
    def of(kind):
        return Template.objects.get(code=f"{kind}-ru")

    return of

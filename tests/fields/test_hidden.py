"""A field that is kept for some roles, or for some funnels, is hidden at every side door of the lists."""

import pytest

from accounts.models import SavedView
from automation.deal_fields import deal_fields
from deals.exporting import DealTable
from deals.many import DealFieldTerms
from deals.models import Deal
from documents.content import _own_fields
from search.registry import find_everywhere
from tests.factories import make_deal, make_funnel

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(own, admin):
    """A field that only administrators see."""
    return own("deal", "text", label="Margin of the house", seen_by_roles=[admin.role_id])


@pytest.fixture
def deal(anna, stages, secret):
    made = make_deal(anna, name="Plough")
    Deal.objects.filter(pk=made.pk).update(extra={secret.code: "Twelve percent"})
    made.refresh_from_db()
    return made


def test_no_list_tells_it(browser, secret, deal, anna, admin):
    key = f"extra_{secret.code}"
    for user, sees in ((anna, False), (admin, True)):
        client = browser(user)
        page = client.get(f"/deals/list/?flat=1&cols={key}").content.decode()
        panel = client.get("/deals/filter/?on=list").content.decode()
        assert ("Twelve" in page, "Margin" in page, "Margin" in panel) == (sees, sees, sees)
    client = browser(anna)
    assert client.get(f"/deals/list/?sort={key}").status_code == 400
    for asked in (f"{key}=Twelve", f"{key}=nothing", f"{key}.has=empty", f"{key}.has=filled"):
        answer = client.get(f"/deals/list/?flat=1&{asked}")
        assert answer.context["listing"].rows == []
        assert "Margin" not in answer.content.decode()


def test_a_shared_view_of_an_administrator_tells_no_more(browser, secret, deal, anna, admin):
    query = {"cols": f"extra_{secret.code}", f"extra_{secret.code}": "Twelve", "flat": "1"}
    SavedView.objects.create(owner=admin, page="deals", name="Rich ones", query=query, shared_with=anna.department)

    views = browser(anna).get("/views/deals/?on=list").content.decode()
    page = browser(anna).get(f"/deals/list/?flat=1&cols=extra_{secret.code}&extra_{secret.code}=Twelve").content.decode()

    assert "Margin" not in views + page
    assert "Plough" not in page


def test_no_other_door_tells_it(secret, deal, anna, admin):
    key = f"extra_{secret.code}"
    told = {user: DealTable(Deal.objects.all(), user) for user in (anna, admin)}

    assert [("Margin of the house" in table.head, "Twelve" in str(list(table.rows()))) for table in told.values()] == [
        (False, False),
        (True, True),
    ]
    assert [bool(find_everywhere(user, "twelve per", only="deal")) for user in (anna, admin)] == [False, True]
    assert [key in DealFieldTerms(user=user, kind="deal").fields_for(user, "deal") for user in (anna, admin)] == [False, True]
    assert [_own_fields(deal, user)[secret.code] for user in (anna, admin)] == ["", "Twelve percent"]
    assert key in deal_fields()


def test_no_report_groups_or_adds_it_up(browser, own, admin, head, stages):
    admins = [admin.role_id]
    choice = own("deal", "choice", label="Hidden choice", options=["A"], seen_by_roles=admins)
    number = own("deal", "number", label="Hidden number", seen_by_roles=admins)

    for asked in (f"group=extra_{choice.code}", f"sum=extra_{number.code}"):
        answer = browser(head).get(f"/reports/sales/?{asked}")
        assert "Hidden" not in answer.content.decode()
        assert "rows" not in answer.context


def test_a_field_of_one_funnel_is_nothing_on_cards_of_another(browser, own, anna, stages, funnel):
    service = make_funnel("Service")
    field = own("deal", "text", label="Engine hours", funnels=[service.pk])
    here, there = make_deal(anna, name="Here"), make_deal(anna, name="There", stage=service.entry)
    Deal.objects.update(extra={field.code: "forty"})

    client = browser(anna)
    page = client.get(f"/deals/list/?funnel=all&cols=extra_{field.code}").content.decode()
    found = client.get(f"/deals/list/?funnel=all&extra_{field.code}=forty").context["listing"].rows

    assert page.count("forty") == 1
    assert found == [there]
    assert [hit.pk for _source, hits in find_everywhere(anna, "forty", only="deal") for hit in hits] == [there.pk]
    assert here not in found

"""A field for some positions or roles: who sees it, who does not, and what a stage that demands it says."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from deals.models import StageField
from fields.models import CustomField
from tests.factories import make_company, make_deal
from tests.hidden import gives_away
from timeline.models import File


@pytest.fixture
def margin(own, accountant):
    return own("deal", "Margin of the house", "number", seen_by_positions=[accountant.pk])


@pytest.fixture
def deal(anna, stages, funnel):
    return make_deal(anna)


def test_a_limited_field_is_seen_by_its_position_its_role_and_whoever_configures(own, margin, roles, anna, boris, head, admin):
    for_heads = own("deal", "Quality", seen_by_roles=[roles["head"].pk])

    seen = {user: set(CustomField.objects.of("deal").seen_by(user)) for user in (anna, boris, head, admin)}

    assert seen == {anna: set(), boris: {margin}, head: {for_heads}, admin: {margin, for_heads}}
    assert [margin.is_seen_by(user) for user in (anna, boris, head, admin, None)] == [False, True, False, True, True]


def test_a_card_and_its_forms_do_not_name_a_hidden_field(browser, anna, admin, deal, margin):
    deal.change({margin.key: 17}, by=admin)

    for address in (reverse("deals:card", args=[deal.pk]), reverse("deals:edit", args=[deal.pk])):
        assert "Margin of the house" not in browser(anna).get(address).content.decode()
        assert "Margin of the house" in browser(admin).get(address).content.decode()
    assert browser(anna).get(reverse("deals:field", args=[deal.pk, margin.key])).status_code == 404
    assert browser(anna).get(reverse("fields:why", args=[margin.pk])).status_code == 404


def test_a_hidden_field_typed_into_the_form_changes_nothing(browser, anna, admin, deal, margin):
    deal.change({margin.key: 17}, by=admin)
    deal.refresh_from_db()

    browser(anna).post(reverse("deals:edit", args=[deal.pk]), {"version": deal.version, margin.key: "99"})

    deal.refresh_from_db()
    assert deal.extra[margin.code] == "17"


def test_the_gate_counts_a_hidden_field_and_names_the_position_but_not_the_field(browser, anna, deal, stages, margin):
    StageField.objects.create(stage=stages["Qualified"], custom=margin)
    StageField.objects.filter(stage=stages["Qualified"], code="amount").delete()
    address = reverse("deals:move", args=[deal.pk, stages["Qualified"].pk])

    asked = browser(anna, piece=True).get(address).content.decode()
    refused = browser(anna, piece=True).post(address, {"seen": stages["New"].pk})

    assert "a field filled in by: Accountant" in asked
    assert "Margin of the house" not in asked
    assert refused.status_code == 422
    assert "Margin of the house" not in refused.content.decode()
    deal.refresh_from_db()
    assert deal.stage == stages["New"]


def test_history_of_a_hidden_field_is_for_those_who_see_it(browser, anna, admin, deal, margin, own):
    width = own("deal", "Width", "number")
    deal.change({margin.key: 17}, by=admin)
    deal.change({margin.key: 18, width.key: 6}, by=admin)
    address = reverse("timeline:feed", args=["deal", deal.pk])

    told_anna, told_admin = (browser(user).get(address).content.decode() for user in (anna, admin))

    assert "Margin of the house" not in told_anna
    assert "Width" in told_anna
    assert told_admin.count("Margin of the house") == 2


def test_a_file_of_a_hidden_field_is_downloaded_by_those_who_see_card_and_field(browser, anna, admin, vera, deal, own, accountant):
    scan = own("deal", "Power of attorney", "file", seen_by_positions=[accountant.pk])
    deal.change({scan.key: SimpleUploadedFile("secret-scan.pdf", b"%PDF-1.4 x")}, by=admin)
    deal.refresh_from_db()
    file = File.objects.get(pk=deal.extra[scan.code])
    address = reverse("timeline:file", args=["deal", deal.pk, file.pk])

    assert file.place == scan.key
    assert browser(admin).get(address).status_code == 200
    assert browser(anna).get(address).status_code == 404
    assert browser(vera).get(address).status_code == 404
    assert browser(anna).post(reverse("timeline:file-remove", args=["deal", deal.pk, file.pk])).status_code == 404
    for page in (reverse("deals:card", args=[deal.pk]), reverse("timeline:feed", args=["deal", deal.pk])):
        assert "secret-scan" not in browser(anna).get(page).content.decode()


def test_the_name_of_a_client_one_may_not_see_is_not_told(browser, anna, vera, admin, deal, own):
    partner = own("deal", "Partner", "client")
    secret = make_company(vera, name="Hidden Harvest")
    deal.change({partner.key: {"kind": "company", "id": secret.pk}}, by=admin)

    for page in (
        reverse("deals:card", args=[deal.pk]),
        reverse("timeline:feed", args=["deal", deal.pk]),
        reverse("deals:edit", args=[deal.pk]),
    ):
        assert "Hidden Harvest" not in browser(anna).get(page).content.decode()
        assert "Hidden Harvest" in browser(admin).get(page).content.decode()


def test_saving_a_form_keeps_the_client_one_may_not_see(browser, anna, vera, admin, deal, own):
    partner = own("deal", "Partner", "client")
    value = {"kind": "company", "id": make_company(vera, name="Hidden Harvest").pk}
    deal.change({partner.key: value}, by=admin)
    deal.refresh_from_db()

    browser(anna).post(reverse("deals:edit", args=[deal.pk]), {"version": deal.version, partner.key: "kept", "amount": "5"})

    deal.refresh_from_db()
    assert deal.extra[partner.code] == value
    assert deal.amount == 5


def test_sums_and_phones_of_own_fields_need_the_rights_to_such(browser, head, admin, own):
    from accounts.models import Role, User
    from tests.factories import make_company

    blind_role = Role.objects.create(code="blind", name="Blind", matrix=Role.objects.get(code="manager").matrix, rights=[])
    blind = User.objects.get(pk=head.pk)
    blind.pk, blind.email, blind.role = None, "blind@example.com", blind_role
    blind.save(force_insert=True)
    budget, phone = own("company", "Budget", "money"), own("company", "Agronomist", "phone")
    company = make_company(blind)
    company.change({budget.key: 765432109, phone.key: "+7 918 442-19-06"}, by=admin)

    for page in (reverse("contacts:company", args=[company.pk]), reverse("contacts:edit", args=["company", company.pk])):
        body = browser(blind).get(page).content.decode()
        assert not gives_away(body, 765432109)
        assert "442-19-06" not in body
    assert browser(blind).get(reverse("fields:value", args=["company", company.pk, phone.code])).status_code == 404
    company.refresh_from_db()
    browser(blind).post(reverse("contacts:edit", args=["company", company.pk]), {"name": "Vector", "version": company.version})
    company.refresh_from_db()
    assert company.extra[budget.code] == "765432109"
    assert company.extra[phone.code] == "+79184421906"


def test_a_field_that_is_limited_later_limits_the_files_it_holds(browser, anna, admin, deal, own, accountant):
    scan = own("deal", "Scan", "file")
    deal.change({scan.key: SimpleUploadedFile("old.pdf", b"%PDF-1.4 x")}, by=anna)
    File.objects.update(place="")
    file = File.objects.get()
    address = reverse("timeline:file", args=["deal", deal.pk, file.pk])
    assert browser(anna).get(address).status_code == 200

    scan.change({"seen_by_positions": [accountant.pk]}, by=admin)

    assert browser(anna).get(address).status_code == 404
    assert browser(admin).get(address).status_code == 200

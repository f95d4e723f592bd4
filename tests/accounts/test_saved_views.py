"""Views under a name: what was asked of a list, read anew with the rights of whoever opens it."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Department, SavedView
from accounts.models.saved_view import MayNotShare, NotShared
from crm_project.lib import clock
from deals.models import ProductGroup
from leads.models import Lead
from notifications.models import Notice
from tests.factories import make_company, make_contact, make_deal, make_funnel, make_task
from tests.hidden import gives_away
from timeline.models import Entry

pytestmark = pytest.mark.django_db
PAGES = {"companies": "/clients/", "people": "/clients/people/", "leads": "/leads/", "tasks": "/tasks/", "deals": "/deals/list/"}
SAVED = {
    "companies": ("view=mine&q=Vec&sort=created&cols=phone&cols=owner&evil=1", {"view": "mine", "q": "Vec", "sort": "created", "cols": ["phone", "owner"]}),
    "people": ("view=busy&cols=source", {"view": "busy", "cols": "source"}),
    "leads": ("view=work&sort=created&after=zzz", {"view": "work", "sort": "created"}),
    "tasks": ("whose=team&section=over", {"whose": "team", "section": "over"}),
}  # fmt: skip


@pytest.fixture
def browser():
    def opened(user, piece=True):
        client = Client(headers={"HX-Request": "true"} if piece else {})
        client.force_login(user)
        return client

    return opened


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("page", SAVED)
def test_a_view_keeps_what_the_list_was_asked_and_nothing_else(browser, head, funnel, page):
    query, kept = SAVED[page]

    answer = browser(head).post(f"/views/{page}/new/?{query}", {"name": "Morning"})

    assert answer.status_code == 204
    assert SavedView.objects.get().query == kept
    bar = text_of(browser(head).get(f"/views/{page}/?{query}"))
    assert 'class="k-view active"' in bar
    assert PAGES[page] in bar
    assert "Morning" in bar


@pytest.mark.parametrize("page", SAVED)
def test_a_shared_view_is_read_with_the_rights_of_its_reader(browser, head, anna, vera, funnel, page):
    make_funnel("Leads", cards="leads")
    for owner in (anna, vera):
        make_company(owner, name="Vector"), make_contact(owner), make_task(owner)
        Lead.receive({"person": "Nina", "phone_typed": "8 918 442-19-06"}, by=owner, owner=owner)
    browser(head).post(f"/views/{page}/new/", {"name": "Everybody", "shared_with": head.department_id})

    count = '<span class="c ">1</span>'
    assert f"Everybody {count}" in text_of(browser(anna).get(f"/views/{page}/"))
    assert "Everybody" not in text_of(browser(vera).get(f"/views/{page}/"))


@pytest.mark.parametrize("page", SAVED)
def test_a_private_view_is_nobody_elses(browser, head, anna, funnel, page):
    browser(head).post(f"/views/{page}/new/", {"name": "Secret"})
    view = SavedView.objects.get()

    assert "Secret" not in text_of(browser(anna).get(f"/views/{page}/"))
    assert browser(anna).post(f"/views/{page}/{view.pk}/removal/").status_code == 404
    other = "tasks" if page != "tasks" else "leads"
    assert browser(head).post(f"/views/{other}/{view.pk}/removal/").status_code == 404
    assert browser(head).post(f"/views/{page}/{view.pk}/removal/").status_code == 204


def test_a_colleagues_shared_view_is_not_removed(browser, head, anna, funnel):
    browser(head).post("/views/companies/new/", {"name": "Ours", "shared_with": head.department_id})

    assert browser(anna).post(f"/views/companies/{SavedView.objects.get().pk}/removal/").status_code == 409
    assert SavedView.objects.exists()


# -- who shares, and who takes away ------------------------------------------------------------------------


@pytest.fixture
def rude(browser, anna):
    """Shared by Anna while she had the right to."""
    return SavedView.objects.create(owner=anna, page="companies", name="<b>Rude</b>", shared_with=anna.department)


@pytest.mark.parametrize(
    ("who", "chosen"),
    [("anna", []), ("egor", []), ("auditor", []), ("head", ["Sales"]), ("head2", ["Service"]), ("admin", ["Company", "Sales", "Service"])],
)
def test_only_who_changes_the_records_of_a_department_shares_with_it(browser, request, sales, service, who, chosen):
    person = request.getfixturevalue(who)
    offered = text_of(browser(person).get("/views/companies/new/"))
    for department in Department.objects.all():
        assert (f'value="{department.pk}"' in offered) == (department.name in chosen)
        sent = {"name": department.name, "shared_with": department.pk, "is_shared": "on"}
        browser(person).post("/views/companies/new/", sent)
    assert [str(view.shared_with) for view in SavedView.objects.exclude(shared_with=None).order_by("name")] == chosen


def test_the_verb_itself_refuses_to_share_without_the_right(anna, head, service):
    for person, department in ((anna, anna.department), (head, service)):
        with pytest.raises(MayNotShare):
            SavedView.keep("companies", "Ours", {}, by=person, kind="company", shared_with=department)
    assert not SavedView.objects.exists()


def test_who_may_share_one_list_may_not_share_every_list(browser, head):
    head.role.matrix = head.role.matrix | {"lead": head.role.matrix["lead"] | {"edit": "own"}}
    head.role.save(update_fields=["matrix"])
    for page, status in (("leads", 204), ("companies", 204)):
        assert browser(head).post(f"/views/{page}/new/", {"name": "Ours", "shared_with": head.department_id}).status_code == status
    assert list(SavedView.objects.exclude(shared_with=None).values_list("page", flat=True)) == ["companies"]


def test_a_view_of_the_company_is_seen_in_every_department(browser, admin, vera, company_root):
    browser(admin).post("/views/companies/new/", {"name": "All of us", "shared_with": company_root.pk})
    assert "All of us" in text_of(browser(vera).get("/views/companies/"))
    assert "All of us" not in text_of(browser(vera).get("/views/people/"))


@pytest.mark.parametrize("who", ["head", "admin"])
def test_a_shared_view_is_taken_away_and_its_author_is_told(browser, request, anna, boris, rude, who):
    person = request.getfixturevalue(who)
    assert "&lt;b&gt;Rude&lt;/b&gt;" in text_of(browser(boris).get("/views/companies/"))
    assert "/views/companies/shared/" in text_of(browser(person).get("/views/companies/"))
    dialog = text_of(browser(person).get("/views/companies/shared/"))
    assert "&lt;b&gt;Rude&lt;/b&gt;" in dialog
    assert "<b>Rude" not in dialog

    assert browser(person).post(f"/views/companies/{rude.pk}/unsharing/").status_code == 204

    assert "Rude" not in text_of(browser(boris).get("/views/companies/"))
    assert "Rude" in text_of(browser(anna).get("/views/companies/"))
    told = Notice.objects.get(verb="view.unshared")
    assert (told.recipient, told.details["by"], told.details["department"]) == (anna, str(person), "Sales")
    assert "&lt;b&gt;Rude&lt;/b&gt;" in text_of(browser(anna, piece=False).get("/notices/"))
    noted = Entry.objects.get(verb="view_unshared")
    assert (noted.actor, noted.subject_id, noted.details["name"]) == (person, anna.pk, "<b>Rude</b>")
    assert browser(person).post(f"/views/companies/{rude.pk}/unsharing/").status_code == 404


@pytest.mark.parametrize("who", ["anna", "boris", "vera", "head2", "auditor"])
def test_nobody_else_takes_a_shared_view_away(browser, request, rude, who):
    client = browser(request.getfixturevalue(who))
    assert client.post(f"/views/companies/{rude.pk}/unsharing/").status_code == 404
    assert "Rude" not in text_of(client.get("/views/companies/shared/"))
    rude.refresh_from_db()
    assert rude.shared_with
    assert not Notice.objects.exists()


def test_what_is_private_is_not_to_be_taken_away(browser, admin, anna):
    view = SavedView.keep("companies", "Mine", {}, by=anna)
    assert browser(admin).post(f"/views/companies/{view.pk}/unsharing/").status_code == 404
    assert browser(admin).post(f"/views/leads/{view.pk}/unsharing/").status_code == 404


def test_ones_own_shared_view_is_removed_without_a_notice_and_noted(browser, head, anna):
    browser(head).post("/views/companies/new/", {"name": "Ours", "shared_with": head.department_id})
    browser(head).post(f"/views/companies/{SavedView.objects.get().pk}/removal/")
    assert not Notice.objects.exists()
    assert list(Entry.objects.filter(verb__startswith="view_").order_by("pk").values_list("verb", flat=True)) == [
        "view_shared",
        "view_removed",
    ]


def test_two_who_take_it_away_at_once_tell_the_author_once(head, admin, rude):
    rude.unshare(by=head, kind="company")
    with pytest.raises(NotShared):
        rude.unshare(by=admin, kind="company")
    assert Notice.objects.count() == 1


def test_a_name_of_nothing_but_signs_that_are_not_seen_is_none(browser, head):
    assert browser(head).post("/views/tasks/new/", {"name": "\u202e\u2066"}).status_code == 422


def test_a_name_is_taken_once_on_a_page(browser, head, funnel):
    client = browser(head)

    statuses = [client.post(f"/views/{page}/new/", {"name": "Mine"}).status_code for page in ("tasks", "tasks", "leads")]

    assert statuses == [204, 422, 204]
    assert client.post("/views/tasks/new/", {"name": ""}).status_code == 422


def test_a_page_one_may_not_open_has_no_views(browser, head, admin):
    head.role.matrix = head.role.matrix | {"lead": dict.fromkeys(head.role.matrix["lead"], "none")}
    head.role.save(update_fields=["matrix"])

    for page in ("leads", "nothing"):
        assert browser(head).get(f"/views/{page}/").status_code == 404
        assert browser(head).post(f"/views/{page}/new/", {"name": "X"}).status_code == 404


@pytest.mark.parametrize("page", SAVED)
def test_a_view_whose_conditions_make_no_sense_any_more_finds_nothing(browser, head, anna, funnel, page):
    make_company(anna), make_task(anna)
    field = "person" if page == "tasks" else "owner"
    SavedView.keep(page, "Old", {field: "999999"}, by=head)

    assert 'Old <span class="c ">0</span>' in text_of(browser(head).get(f"/views/{page}/"))
    assert browser(head, piece=False).get(f"{PAGES[page]}?{field}=999999").status_code == 200


@pytest.mark.parametrize("page", SAVED)
def test_the_lists_ask_no_more_for_many_views(browser, head, funnel, page, bare_frame, django_assert_max_num_queries):
    client, url = browser(head, piece=False), PAGES[page]
    client.get(url)
    with django_assert_max_num_queries(60) as few:
        client.get(url)
    for n in range(5):
        SavedView.keep(page, f"View {n}", {}, by=head)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


# -- columns and order ---------------------------------------------------------------------------------


def test_columns_are_chosen_and_those_without_right_never_shown(browser, head, anna):
    make_company(anna, name="Vector")

    page = text_of(browser(head).get("/clients/?cols=created&cols=owner&cols=evil"))

    head_row = page[page.index("<thead>") : page.index("</thead>")]
    assert "Added" in head_row
    assert "Owner" in head_row
    assert "Phone" not in head_row
    head.role.rights = ["bulk"]
    head.role.save(update_fields=["rights"])
    assert "Won in all" not in text_of(browser(head).get("/clients/?cols=paid&cols=owner"))


@pytest.mark.parametrize("sort, names", [("created", ["Alpha", "Beta"]), ("-created", ["Beta", "Alpha"]), ("touched", ["Beta", "Alpha"])])
def test_clients_stand_in_the_order_asked_for(browser, head, anna, sort, names):
    _first, second = make_company(anna, name="Alpha"), make_company(anna, name="Beta")
    type(second).objects.filter(pk=second.pk).update(touched_at=clock.now() - timedelta(days=1))

    page = text_of(browser(head).get(f"/clients/?sort={sort}"))

    assert page.index(f">{names[0]}<") < page.index(f">{names[1]}<")


# -- ready views ------------------------------------------------------------------------------------------


def test_work_with_clients_are_those_with_an_open_deal_or_task_of_mine(browser, anna, boris, stages):
    _idle, dealt, tasked, through_deal, done = (make_company(anna, name=name) for name in ("Idle", "Dealt", "Tasked", "Through", "Done"))
    make_deal(anna, company=dealt)
    make_task(anna, deal=tasked)
    make_task(anna, deal=make_deal(boris, company=through_deal))
    make_task(anna, deal=done).complete(by=anna)

    page = text_of(browser(anna).get("/clients/?view=busy"))

    assert {name for name in ("Idle", "Dealt", "Tasked", "Through", "Done") if f">{name}<" in page} == {"Dealt", "Tasked", "Through"}


def test_deals_with_activity_on_a_day(browser, anna, stages):
    quiet, active = make_deal(anna, name="Quiet"), make_deal(anna, name="Active")
    active.change({"contract_number": "A-1"}, by=anna)
    today, yesterday = clock.local_today(), clock.local_today() - timedelta(days=1)

    assert "Active" in text_of(browser(anna).get(f"/deals/list/?active_on={today}&state=all"))
    page = text_of(browser(anna).get(f"/deals/list/?active_on={today}&state=all"))
    assert f"deal-{quiet.pk}-row" not in page
    assert f"deal-{active.pk}-row" not in text_of(browser(anna).get(f"/deals/list/?active_on={yesterday}&state=all"))
    assert f"deal-{active.pk}-row" not in text_of(browser(anna).get("/deals/list/?active_on=someday"))
    assert "With activity today" in text_of(browser(anna).get("/views/deals/"))


@pytest.mark.parametrize("kind, make, url", [("company", make_company, "/clients/"), ("contact", make_contact, "/clients/people/")])
def test_clients_are_found_by_what_they_are_interested_in(browser, anna, vera, kind, make, url):
    ploughs, drills = ProductGroup.objects.create(name="Ploughs"), ProductGroup.objects.create(name="Drills")
    wants, foreign, other = make(anna), make(vera), make(anna)
    for client in (wants, foreign):
        client.change({"interests": [ploughs]}, by=None)
    other.change({"interests": [drills]}, by=None)

    page = text_of(browser(anna).get(f"{url}?group={ploughs.pk}"))

    assert f"/clients/{kind}/{wants.pk}/" in page
    assert f"/clients/{kind}/{other.pk}/" not in page
    assert f"/clients/{kind}/{foreign.pk}/" not in page
    assert "Ploughs" in text_of(browser(anna).get(f"/clients/{kind}/{wants.pk}/"))
    assert f"/clients/{kind}/{wants.pk}/" not in text_of(browser(anna).get(f"{url}?group=999"))


def test_interests_are_told_in_the_form_and_stand_in_the_history(browser, anna):
    ploughs, company = ProductGroup.objects.create(name="Ploughs"), make_company(anna)
    form = {"name": "Vector", "interests": [ploughs.pk], "version": company.version}

    assert browser(anna).post(f"/clients/company/{company.pk}/edit/", form).status_code == 204

    assert list(company.interests.all()) == [ploughs]
    change = company.entries.last_change().details["changes"][0]
    assert (change["label"], change["new"]) == ("Interested in", "Ploughs")


def test_a_merged_client_keeps_the_interests_of_both(anna, head):
    ploughs, drills = ProductGroup.objects.create(name="Ploughs"), ProductGroup.objects.create(name="Drills")
    kept, gone = make_company(anna), make_company(anna)
    kept.interests.add(ploughs), gone.interests.add(ploughs, drills)

    kept.absorb(gone, by=head)

    assert set(kept.interests.all()) == {ploughs, drills}


def test_what_a_lead_is_interested_in_goes_on_with_the_client(browser, anna, funnel):
    from leads.conversion import convert

    make_funnel("Leads", cards="leads")
    ploughs = ProductGroup.objects.create(name="Ploughs")
    told = {"person": "Nina", "phone_typed": "8 918 442-19-06", "interests": [ploughs.pk]}
    browser(anna).post("/leads/new/", told)
    lead = Lead.objects.get()
    lead.give_to(anna, by=None)

    assert f"/leads/{lead.pk}/" in text_of(browser(anna).get(f"/leads/?group={ploughs.pk}"))
    assert "Ploughs" in text_of(browser(anna).get(f"/leads/{lead.pk}/"))
    assert list(convert(lead, by=anna).contact.interests.all()) == [ploughs]


def test_the_columns_of_deals_go_with_a_view(browser, head, anna, stages):
    make_deal(anna, contract_number="A-17", amount=777_314_159)

    page = text_of(browser(head).get("/deals/list/?cols=contract&cols=owner&cols=evil"))
    head_row = page[page.index("<thead>") : page.index("</thead>")]
    assert ("Contract number" in head_row, "Owner" in head_row, "Sum" in head_row) == (True, True, False)
    assert ("A-17" in page, gives_away(page, 777_314_159)) == (True, False)

    browser(head).post("/views/deals/new/?cols=contract&cols=owner", {"name": "Papers"})
    assert SavedView.objects.get().query == {"cols": ["contract", "owner"]}
    bar = text_of(browser(head).get("/views/deals/"))
    assert "cols=contract&amp;cols=owner" in bar[bar.index("/deals/list/") :]


def test_a_column_of_sums_is_nobodys_without_the_right(browser, head, anna, stages):
    make_deal(anna, amount=777000111)
    head.role.rights = ["bulk"]
    head.role.save(update_fields=["rights"])

    page = text_of(browser(head).get("/deals/list/?cols=amount&cols=owner"))

    assert not gives_away(page, 777000111)
    assert 'value="amount"' not in page


def test_clients_are_grouped_by_their_owners_page_after_page(browser, head, anna, boris, monkeypatch):
    monkeypatch.setattr("contacts.views.lists.SIZE", 2)
    for owner in (boris, anna, boris, anna):
        make_company(owner)
    nobodys = make_company(anna)
    type(nobodys).objects.filter(pk=nobodys.pk).update(owner=None)

    url, owners = "/clients/?by=owner", []
    while url:
        page = text_of(browser(head).get(url))
        owners += re.findall(r'class="grp"><th[^>]*>([^<]+)<', page)
        found = re.search(r'href="\?([^"]*after=[^"]*)"', page)
        url = f"/clients/?{html.unescape(found[1])}" if found else ""

    assert list(dict.fromkeys(owners)) == ["nobody", *[str(one) for one in sorted((anna, boris), key=lambda one: one.pk)]]
    browser(head).post("/views/companies/new/?by=owner&sort=created", {"name": "By people"})
    assert SavedView.objects.get().query == {"by": "owner", "sort": "created"}

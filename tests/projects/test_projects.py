"""The work for one deal gathered: tasks, money, materials and hours, planned and actual."""

import threading
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.hand_over import estates_of
from accounts.models import Role, User
from projects.models import Line, Note, Project
from projects.reckoning import estimate_of
from projects.refusals import EditConflict, FigureRefused, LineIsUsed, NotAllowed, ProjectIsClosed
from tasks.models import ContactDue, Task
from tasks.ready import make_ready_types
from tests.chains.relay import relay, start
from tests.factories import make_company, make_deal, make_task
from tests.hidden import gives_away

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-20T12:00:00+03:00")


@pytest.fixture
def deal(anna, stages):
    return make_deal(anna)


@pytest.fixture
def project(anna, deal):
    return Project.begin(deal, by=anna, name="Repair at Zarya", starts_on=TODAY, due_on=date(2026, 12, 1))


@pytest.fixture
def bolts(project, anna):
    return Line.plan(project, by=anna, kind="material", name="Bolts", unit="kg", quantity=Decimal("10"), price=Decimal("120.50"))


@pytest.fixture
def poor(anna):
    """Anna without the right to sums."""
    anna.role = Role.objects.create(code="blind", name="Blind", matrix=anna.role.matrix, rights=[])
    anna.save(update_fields=["role"])
    return User.objects.get(pk=anna.pk)


def words(entry_of):
    return list(entry_of.entries.order_by("pk").values_list("verb", flat=True))


# -- beginning -----------------------------------------------------------------


def test_open_tasks_of_the_card_are_in_from_the_start(anna, deal):
    call, done = make_task(anna, deal=deal), make_task(anna, deal=deal, title="Old")
    done.complete(by=anna)
    make_task(anna, title="Elsewhere")

    project = Project.begin(deal, by=anna, name="Repair")

    assert list(project.tasks.all()) == [call]
    assert words(project) == ["project_begun"]
    assert "project_begun" in words(deal)


def test_one_form_begins_one_project(anna, deal):
    token = uuid.uuid4()
    first, second = (Project.begin(deal, by=anna, name="Repair", token=token) for _ in range(2))
    assert first == second
    assert Project.objects.count() == 1


def test_two_at_once_begin_one(transactional_db, anna, deal):
    token, ready = uuid.uuid4(), threading.Barrier(2)

    def work():
        ready.wait()
        Project.begin(deal, by=User.objects.get(pk=anna.pk), name="Repair", token=token)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Project.objects.count() == 1


@pytest.mark.parametrize("who", ["boris", "vera", "auditor"])
def test_only_who_may_edit_the_card_begins_one(request, deal, who):
    with pytest.raises(NotAllowed):
        Project.begin(deal, by=request.getfixturevalue(who), name="Mine")
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"starts_on": date(1, 1, 1)}, "starts_on"),
        ({"due_on": date(9999, 1, 1)}, "due_on"),
        ({"starts_on": TODAY, "due_on": date(2026, 11, 19)}, "due_on"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(anna, deal, facts, field):
    with pytest.raises(FigureRefused) as refused:
        Project.begin(deal, by=anna, **{"name": "Repair"} | facts)
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_nobody_leads_what_they_do_not_see(anna, vera, deal):
    with pytest.raises(FigureRefused):
        Project.begin(deal, by=anna, name="Repair", owner=vera)


# -- who sees it -----------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("head", 200), ("auditor", 200), ("boris", 404), ("vera", 404), ("head2", 404)])
def test_a_project_is_seen_where_its_card_is(browser, request, project, bolts, who, status):
    client = browser(request.getfixturevalue(who))
    assert client.get(project.url).status_code == status
    listed = client.get("/projects/").content.decode()
    assert ("Repair at Zarya" in listed) == (status == 200)
    assert client.get(f"/projects/{project.pk}/change/").status_code == (
        200 if status == 200 and who != "auditor" else status if who != "auditor" else 403
    )


def test_all_addresses_are_closed_to_a_stranger(browser, vera, project, bolts, anna):
    note = bolts.note_spent(by=anna, day=TODAY, quantity=Decimal(1))
    client, at = browser(vera, piece=True), f"/projects/{project.pk}/"
    for end in ("change/", "closing/", "reopening/", "tasks/", "tasks/new/", "lines/new/material/"):
        assert client.post(at + end, {"name": "x"}).status_code == 404, end
    for end in ("", "drop/", "spending/", f"spending/{note.pk}/back/"):
        assert client.post(f"{at}lines/{bolts.pk}/{end}", {"name": "x"}).status_code == 404, end
    project.refresh_from_db()
    assert project.is_open
    assert Note.objects.standing().count() == 1


def test_an_auditor_changes_nothing(browser, auditor, project, bolts):
    client = browser(auditor, piece=True)
    for end in ("change/", "closing/", f"lines/{bolts.pk}/drop/"):
        assert client.post(f"/projects/{project.pk}/{end}").status_code == 403
    assert Line.objects.filter(pk=bolts.pk).exists()


def test_tasks_that_one_does_not_see_are_not_counted(browser, anna, boris, head, project):
    make_task(anna, deal=project.deal, title="Of Anna")
    project.gather(list(Task.objects.all()), by=anna)
    make_task(boris, title="Of Boris")
    assert browser(head).get("/projects/").context["rows"][0].tasks_all == 1
    assert browser(anna).get("/projects/").context["rows"][0].tasks_all == 1


def test_only_tasks_of_its_own_card_are_taken_in(anna, boris, project):
    mine, other = make_task(anna, deal=project.deal), make_task(anna, deal=make_deal(anna), title="Elsewhere")
    foreign = make_task(boris, title="Of Boris")

    project.gather([mine, other, foreign], by=anna)
    project.gather([mine], by=anna)

    assert list(project.tasks.all()) == [mine]
    assert words(project).count("task_gathered") == 1


def test_what_a_merged_client_had_goes_on_with_the_card_that_stays(anna):
    kept, absorbed = make_company(anna, "Zarya"), make_company(anna, "Zarya Ltd")
    project = Project.begin(absorbed, by=anna, name="Yearly service")
    ContactDue.objects.bulk_create([ContactDue(company=kept), ContactDue(company=absorbed)])

    merge = kept.absorb(absorbed, by=anna, choices={})
    assert Project.objects.visible_to(anna).get().company == kept

    merge.undo(by=anna)
    project.refresh_from_db()
    assert project.company == absorbed
    assert ContactDue.objects.count() == 2


def test_the_chains_of_the_card_stand_in_its_project(browser, anna, boris, vera, project):
    run = start(relay(anna, boris, vera), anna, project.deal)

    page = browser(anna).get(project.url).content.decode()

    assert f'href="/chains/{run.pk}/"' in page
    assert run.name in page


# -- plan and actual ----------------------------------------------------------------


def test_what_is_spent_stands_beside_the_plan(anna, project, bolts):
    hours = Line.plan(project, by=anna, kind="hours", name="Mechanic", quantity=Decimal("8"), price=Decimal("1500"))
    advance = Line.plan(project, by=anna, kind="money", name="Transport", price=Decimal("20000"))
    bolts.note_spent(by=anna, day=TODAY, quantity=Decimal("4"))
    hours.note_spent(by=anna, day=TODAY, quantity=Decimal("9.5"))
    advance.note_spent(by=anna, day=TODAY, amount=Decimal("19000"))

    estimate = estimate_of(project, anna)

    assert estimate.planned == Decimal("1205") + 12000 + 20000
    assert estimate.spent == Decimal("482") + 14250 + 19000
    assert [row.is_over for part in estimate.parts for row in part.rows] == [False, False, True]
    assert next(part.hours for part in estimate.parts if part.hours) == (8, Decimal("9.5"))


@pytest.mark.parametrize("figure", ["0", "-1", "NaN", "Infinity", "1e30", "0.0001"])
def test_figures_that_cannot_be_are_refused(anna, project, bolts, figure):
    with pytest.raises(FigureRefused):
        Line.plan(project, by=anna, kind="material", name="Nuts", quantity=Decimal(figure))
    with pytest.raises(FigureRefused):
        bolts.note_spent(by=anna, day=TODAY, quantity=Decimal(figure))
    assert project.lines.count() == 1
    assert not Note.objects.exists()


def test_nothing_is_spent_tomorrow(anna, bolts):
    with pytest.raises(FigureRefused):
        bolts.note_spent(by=anna, day=date(2026, 11, 21), quantity=Decimal(1))


@pytest.mark.parametrize("day", ["1900-01-01", "1026-11-20", "2016-11-19", "9999-12-31"])
def test_a_slip_of_the_year_is_told_at_the_field(client, anna, project, bolts, day):
    client.force_login(anna)
    spent = client.post(f"/projects/{project.pk}/lines/{bolts.pk}/spending/", {"day": day, "quantity": "1"})
    begun = client.post(f"/projects/{project.pk}/change/", {"name": "Mine", "owner": anna.pk, "starts_on": day, "version": project.version})

    assert (spent.status_code, begun.status_code) == (422, 422)
    assert spent.context["form"].errors["day"] == ["A day of the last ten years is needed, today at the latest."]
    assert begun.context["form"].errors["starts_on"] == ["A day within ten years of today is needed."]
    assert not Note.objects.exists()
    assert Project.objects.get().name == "Repair at Zarya"


def test_an_old_project_keeps_its_days(anna, project):
    Project.objects.update(starts_on=date(2001, 1, 1))
    old = Project.objects.get()
    old.change(by=anna, version=None, name="Renamed", starts_on=date(2001, 1, 1))
    assert Project.objects.get().name == "Renamed"


def test_a_line_that_is_gone_stays_gone(browser, anna, project, bolts):
    address = f"/projects/{project.pk}/lines/{bolts.pk}/drop/"
    assert [browser(anna).post(address).status_code for _ in range(2)] == [302, 302]
    assert words(project).count("changed") == 2


def test_a_line_goes_only_from_a_project_one_sees_and_from_its_own(browser, anna, vera, project, bolts):
    other = Project.begin(project.subject, by=anna, name="Other")
    assert browser(vera).post(f"/projects/{project.pk}/lines/{bolts.pk}/drop/").status_code == 404
    assert browser(anna).post(f"/projects/{other.pk}/lines/{bolts.pk}/drop/").status_code == 404
    assert list(Line.objects.all()) == [bolts]


def test_one_form_notes_once_and_is_taken_back_once(anna, project, bolts):
    token = uuid.uuid4()
    note, again = (bolts.note_spent(by=anna, day=TODAY, quantity=Decimal(1), token=token) for _ in range(2))
    assert note == again

    note.take_back(by=anna)
    note.take_back(by=anna)

    assert estimate_of(project, anna).spent == 0
    assert words(project).count("changed") == 3


def test_a_line_that_cost_something_stays(anna, bolts):
    note = bolts.note_spent(by=anna, day=TODAY, quantity=Decimal(1))
    with pytest.raises(LineIsUsed):
        bolts.drop(by=anna)
    note.take_back(by=anna)
    bolts.drop(by=anna)
    Line(pk=bolts.pk or 1, project=bolts.project, kind="material", name="Bolts").drop(by=anna)
    assert not Line.objects.exists()


def test_a_stale_form_overwrites_nothing(anna, head, project, bolts):
    bolts.change(by=head, name="Bolts M12", unit="kg", quantity=Decimal(10), price=Decimal(120), version=1)
    with pytest.raises(EditConflict):
        Line.objects.get().change(by=anna, name="Mine", quantity=Decimal(1), version=1)
    project.change(by=head, version=1, name="Repair, long")
    with pytest.raises(EditConflict):
        project.change(by=anna, version=1, name="Mine")
    assert Project.objects.get().name == "Repair, long"


def test_who_may_not_see_sums_sees_and_changes_none(browser, project, bolts, anna, head):
    Line.plan(project, by=head, kind="money", name="Secret advance", price=Decimal("777000111"))
    bolts.change(by=head, name="Bolts", unit="kg", quantity=Decimal(10), price=Decimal("123456789"))
    anna.role = Role.objects.create(code="blind", name="Blind", matrix=anna.role.matrix, rights=[])
    anna.save(update_fields=["role"])
    client = browser(anna)

    pages = [client.get(at).content.decode() for at in (project.url, "/projects/", f"/projects/{project.pk}/lines/{bolts.pk}/")]

    for page in pages:
        assert "Secret advance" not in page
        assert not gives_away(page, 777000111)
        assert not gives_away(page, 123456789)
    assert client.get(f"/projects/{project.pk}/lines/new/money/").status_code == 404
    client.post(f"/projects/{project.pk}/lines/{bolts.pk}/", {"name": "Bolts", "unit": "kg", "quantity": "7", "version": "2"})
    bolts.refresh_from_db()
    assert (bolts.quantity, bolts.price) == (7, Decimal("123456789"))


# -- closing ------------------------------------------------------------------------


def test_a_closed_project_is_only_read(anna, project, bolts, browser):
    project.close(by=anna)
    project.close(by=anna)
    for act in (
        lambda: project.change(by=anna, version=None, name="x"),
        lambda: bolts.note_spent(by=anna, day=TODAY, quantity=Decimal(1)),
        lambda: project.gather([], by=anna),
    ):
        with pytest.raises(ProjectIsClosed):
            act()
    answer = browser(anna, piece=True).post(f"/projects/{project.pk}/lines/{bolts.pk}/drop/")
    assert answer.status_code == 409

    project.reopen(by=anna)
    assert words(project) == ["project_begun", "changed", "project_closed", "project_reopened"]


def test_a_leader_who_leaves_hands_the_project_over(anna, boris, admin, project):
    assert ("projects", 1) in [(estate.key, count) for estate, count in estates_of(anna)]


# -- the pages ----------------------------------------------------------------------


def test_a_project_from_the_card_to_the_close(browser, anna, deal):
    make_ready_types("en")
    client = browser(anna, piece=True)
    answer = client.post(f"/projects/new/?deal={deal.pk}", {"name": "Repair", "owner": anna.pk, "starts_on": "2026-11-20", "due_on": ""})
    project = Project.objects.get()
    assert answer["HX-Redirect"] == project.url

    at = f"/projects/{project.pk}/"
    kind = Task._meta.get_field("type").related_model.objects.first()
    assert (
        client.post(at + "tasks/new/", {"type": kind.pk, "title": "Order bolts", "day": "2026-11-23", "owner": anna.pk}).status_code == 204
    )
    assert client.post(at + "lines/new/hours/", {"name": "Mechanic", "quantity": "8", "price": "1 500,50"}).status_code == 204
    line = Line.objects.get()
    assert client.post(f"{at}lines/{line.pk}/spending/", {"day": "2026-11-20", "quantity": "2"}).status_code == 204
    page = browser(anna).get(at).content.decode()
    assert "Order bolts" in page
    assert "2 of 8 h" in page
    assert client.post(at + "closing/").status_code == 204
    assert "Repair" in browser(anna).get("/projects/?view=closed").content.decode()
    assert "Repair" in browser(anna).get(deal.url).content.decode()


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "x", "owner": "0"}, {"name": "x", "due_on": "0001-01-01"}, {"name": "x\x00", "starts_on": "yesterday"}]
)
def test_bad_input_is_told_and_kept(browser, anna, deal, sent):
    given = {"name": "Repair", "owner": anna.pk, "note": "Long words"} | sent
    answer = browser(anna, piece=True).post(f"/projects/new/?deal={deal.pk}", given)
    assert answer.status_code == 422
    assert "Long words" in answer.content.decode()
    assert not Project.objects.exists()


def test_the_section_is_a_step_from_the_tasks(browser, anna):
    assert 'href="/projects/"' in browser(anna).get("/tasks/").content.decode()
    assert "No projects go on" in browser(anna).get("/projects/").content.decode()


def test_a_company_has_projects_too(browser, anna):
    company = make_company(anna, "Zarya")
    project = Project.begin(company, by=anna, name="Yearly service")
    assert "Yearly service" in browser(anna).get(reverse("contacts:company", args=[company.pk])).content.decode()
    assert browser(anna).get(project.url).status_code == 200


@pytest.mark.parametrize("address", ["/projects/", "/projects/{pk}/"])
def test_more_rows_ask_no_more_questions(browser, anna, project, bolts, deal, address):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert browser(anna).get(address.format(pk=project.pk)).status_code == 200
        return len(asked)

    make_task(anna, deal=deal)
    project.gather(list(Task.objects.all()), by=anna)
    bolts.note_spent(by=anna, day=TODAY, quantity=Decimal(1))
    few = count()
    for number in range(8):
        Project.begin(make_deal(anna), by=anna, name=f"Other {number}")
        line = Line.plan(project, by=anna, kind="hours", name=f"Work {number}", quantity=Decimal(1))
        line.note_spent(by=anna, day=TODAY, quantity=Decimal(1))
        project.gather([make_task(anna, deal=deal)], by=anna)
    assert count() == few

import pytest

from accounts import hand_over
from accounts.models import Department, Role, User
from accounts.people import NobodyCouldConfigure, SuperiorIsBelow, change_place, dismiss, refuse_circle
from tests.factories import make_department, make_user
from timeline.models import Entry

pytestmark = pytest.mark.django_db

LIST = "/settings/people/"


def names_on(page):
    return {person.first_name for person in page.context["people"]}


@pytest.mark.parametrize("who, status", [("admin", 200), ("auditor", 200), ("head", 403), ("anna", 403), ("egor", 403)])
def test_only_administrators_and_auditors_see_the_list_of_people(client, request, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(LIST).status_code == status


@pytest.mark.parametrize("who, status", [("admin", 302), ("auditor", 403), ("head", 403), ("anna", 403)])
def test_only_an_administrator_changes_a_place(client, request, boris, roles, who, status):
    client.force_login(request.getfixturevalue(who))

    response = client.post(f"{LIST}{boris.pk}/", {"role": roles["head"].pk, "department": boris.department_id})

    boris.refresh_from_db()
    assert response.status_code == status
    assert boris.role.code == ("head" if status == 302 else "manager")


def test_the_list_is_searched_and_filtered(client, admin, anna, boris, vera, service):
    boris.deactivate(by=admin)
    client.force_login(admin)

    assert "Boris" not in names_on(client.get(LIST))
    assert names_on(client.get(LIST, {"access": "off"})) == {"Boris"}
    assert names_on(client.get(LIST, {"q": "ANNA testova"})) == {"Anna"}
    assert names_on(client.get(LIST, {"department": service.pk})) == {"Vera", "Head2"}


def test_an_invalid_filter_shows_nobody_and_says_so(client, admin, anna):
    client.force_login(admin)
    page = client.get(LIST, {"role": "x"})

    assert 'role="alert"' in page.content.decode()
    assert list(page.context["people"]) == []


@pytest.mark.parametrize("size", (1, 30))
def test_the_list_costs_the_same_for_one_and_for_many(client, admin, sales, size, django_assert_max_num_queries):
    for number in range(size):
        make_user(f"m{number}", department=sales)
    client.force_login(admin)
    piece = {"hx-request": "true"}
    client.get(LIST, headers=piece)

    with django_assert_max_num_queries(8):
        client.get(LIST, headers=piece)


def test_a_new_department_is_a_new_membership(admin, anna, service):
    change_place(anna, department=service, by=admin)

    assert list(anna.memberships.order_by("from_at").values_list("department__name", flat=True)) == ["Sales", "Service"]


def test_a_new_role_is_written_down_with_both_names(admin, anna, roles):
    change_place(anna, role=roles["head"], by=admin)

    told = Entry.objects.get(verb="role_given")
    assert (told.details["left"], told.details["entered"], told.actor, told.audience) == (
        "Sales manager",
        "Head of department",
        admin,
        "admins",
    )


def test_the_last_who_may_configure_keeps_that_right(client, admin, roles):
    with pytest.raises(NobodyCouldConfigure):
        change_place(admin, role=roles["manager"], by=admin)
    with pytest.raises(NobodyCouldConfigure):
        dismiss(admin, by=admin)

    admin = User.objects.get(pk=admin.pk)
    client.force_login(admin)
    answer = client.post(f"{LIST}{admin.pk}/", {"role": roles["manager"].pk, "department": admin.department_id})

    admin.refresh_from_db()
    assert answer.status_code == 422
    assert admin.role.code == "administrator"
    assert admin.is_active


def test_of_two_administrators_one_may_go(admin, company_root):
    second = make_user("second", department=company_root, role="administrator")

    dismiss(second, by=admin)

    assert not User.objects.get(pk=second.pk).is_active


def test_nobody_reports_to_themselves_over_corners(anna, head, admin):
    with pytest.raises(SuperiorIsBelow):
        refuse_circle(head, anna)
    with pytest.raises(SuperiorIsBelow):
        change_place(anna, superior=anna, by=admin)


# -- leaving --------------------------------------------------------------------------


@pytest.fixture
def estates(monkeypatch):
    """One kind of record: a heap that goes over."""
    heap = {"anna": 3, "boris": 0}
    name = lambda user: user.first_name.lower()  # noqa: E731

    def give(user, to, by, most):
        heap[name(to)] += heap[name(user)]
        given, heap[name(user)] = heap[name(user)], 0
        return given

    monkeypatch.setattr(hand_over, "_estates", {"x": hand_over.Estate("x", "Things", lambda user: heap.get(name(user), 0), give)})
    return heap


def test_leaving_hands_everything_over_in_one_act(client, admin, anna, boris, estates):
    client.force_login(admin)
    asked = client.get(f"{LIST}{anna.pk}/dismissal/")
    client.post(f"{LIST}{anna.pk}/dismissal/", {"to": boris.pk})

    anna.refresh_from_db()
    assert "Things: 3" in asked.content.decode()
    assert not anna.is_active
    assert estates == {"anna": 0, "boris": 3}
    assert Entry.objects.get(verb="handed_over").details["given"] == {"x": 3}


def test_leaving_may_leave_the_records_where_they_are(client, admin, anna, estates):
    client.force_login(admin)
    client.post(f"{LIST}{anna.pk}/dismissal/", {"to": ""})

    anna.refresh_from_db()
    assert not anna.is_active
    assert estates["anna"] == 3


def test_whoever_leaves_leads_nobody_any_more(admin, head, anna, sales, company_root):
    chief = make_user("chief", department=company_root, role="head")
    change_place(head, superior=chief, by=admin)

    dismiss(head, by=admin)

    sales.refresh_from_db()
    anna.refresh_from_db()
    assert sales.head is None
    assert anna.superior == chief


def test_a_hand_over_that_fails_takes_no_access_away(admin, anna, boris, estates, monkeypatch):
    broken = hand_over.Estate("x", "Things", lambda user: 1, lambda user, to, by, most: 1 / 0)
    monkeypatch.setattr(hand_over, "_estates", {"x": broken})

    with pytest.raises(ZeroDivisionError):
        dismiss(anna, to=boris, by=admin)
    anna.refresh_from_db()
    assert anna.is_active


@pytest.mark.parametrize("to", ["anna", "egor"])
def test_records_go_to_a_colleague_who_is_here(client, request, admin, anna, egor, estates, to):
    egor.deactivate(by=admin)
    client.force_login(admin)

    assert client.post(f"{LIST}{anna.pk}/dismissal/", {"to": request.getfixturevalue(to).pk}).status_code == 422
    anna.refresh_from_db()
    assert anna.is_active


def test_leaving_twice_is_leaving_once(client, admin, anna):
    client.force_login(admin)
    client.post(f"{LIST}{anna.pk}/dismissal/", {})

    again = client.post(f"{LIST}{anna.pk}/dismissal/", {})

    assert (again.status_code, again.url) == (302, f"{LIST}{anna.pk}/")
    anna.deactivate(by=admin)
    assert Entry.objects.filter(verb="deactivated").count() == 1


def test_access_comes_back(client, admin, anna):
    anna.deactivate(by=admin)
    client.force_login(admin)
    for _twice in range(2):
        assert client.post(f"{LIST}{anna.pk}/return/").status_code == 302

    anna.refresh_from_db()
    assert anna.is_active
    assert Entry.objects.filter(verb="reactivated").count() == 1
    assert anna.memberships.count() == 2


@pytest.mark.parametrize("act", ["dismissal", "return", "unlocking", "reset", "signing-out", "second-factor-off"])
@pytest.mark.parametrize("who", ["auditor", "head", "anna"])
def test_nobody_else_takes_or_gives_access(client, request, boris, who, act):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"{LIST}{boris.pk}/{act}/", {}).status_code == 403


# -- departments ------------------------------------------------------------------------


def test_a_department_is_added_moved_and_renamed(client, admin, sales, service, head2):
    client.force_login(admin)
    client.post("/settings/departments/new/", {"name": "Spare parts", "parent": sales.pk})
    made = Department.objects.get(name="Spare parts")
    client.post(f"/settings/departments/{made.pk}/", {"name": "Parts", "parent": service.pk, "head": head2.pk})

    made.refresh_from_db()
    assert (made.name, made.parent, made.head) == ("Parts", service, head2)
    assert made.path == f"{service.path}{made.pk}/"
    assert set(made.entries.values_list("verb", flat=True)) == {"department_made", "department_renamed", "department_moved", "head_changed"}


def test_a_department_does_not_stand_under_itself(client, admin, sales):
    below = make_department("Below", parent=sales)
    client.force_login(admin)

    assert client.post(f"/settings/departments/{sales.pk}/", {"name": "Sales", "parent": below.pk}).status_code == 422


def test_a_department_with_people_stays(client, admin, sales, anna):
    client.force_login(admin)
    client.post(f"/settings/departments/{sales.pk}/retirement/")

    assert Department.objects.live().filter(pk=sales.pk).exists()


def test_an_empty_department_is_closed_and_not_offered(client, admin, company_root):
    empty = make_department("Empty", parent=company_root)
    client.force_login(admin)
    client.post(f"/settings/departments/{empty.pk}/retirement/")

    assert empty not in client.get("/settings/departments/").context["departments"]
    assert client.get(f"/settings/departments/{empty.pk}/").status_code == 404


def test_a_head_sees_the_branch_as_soon_as_it_is_moved(head, vera, service, sales, admin):
    service.place_under(sales, by=admin)

    assert vera.pk in User.objects.get(pk=head.pk).people_ids_in("below")


# -- positions and roles -------------------------------------------------------------------


def test_positions_are_added_renamed_and_closed(client, admin, anna):
    client.force_login(admin)
    client.post("/settings/positions/new/", {"name": "Fitter"})
    assert client.post("/settings/positions/new/", {"name": "fitter"}).status_code == 422
    page = client.get("/settings/positions/")
    position = page.context["positions"][0]
    client.post(f"/settings/positions/{position.pk}/", {"name": "Senior fitter"})
    client.post(f"/settings/positions/{position.pk}/retirement/")

    assert "Fitter" in page.content.decode()
    assert list(client.get("/settings/positions/").context["positions"]) == []


def matrix_of(role, **changes):
    from accounts.forms.roles import MEANINGFUL

    data = {f"{kind}.{action}": role.scope(kind, action) for kind, actions in MEANINGFUL.items() for action in actions}
    data |= {f"right.{right}": "on" for right in role.rights}
    return {name: value for name, value in (data | changes).items() if value}


def test_a_changed_matrix_holds_at_the_next_request(client, django_client_factory, admin, anna, roles):
    hers = django_client_factory()
    hers.force_login(anna)
    assert hers.get("/settings/people/").status_code == 403
    client.force_login(admin)

    client.post(f"/settings/roles/{roles['manager'].pk}/", matrix_of(roles["manager"], **{"settings.see": "all"}))

    assert hers.get("/settings/people/").status_code == 200


def test_the_matrix_keeps_what_it_does_not_show(client, admin, roles):
    before = roles["manager"].matrix
    client.force_login(admin)
    client.post(f"/settings/roles/{roles['manager'].pk}/", matrix_of(roles["manager"]))

    assert Role.objects.get(code="manager").matrix == before


def test_nobody_locks_everybody_out(client, admin, roles):
    client.force_login(admin)
    answer = client.post(f"/settings/roles/{roles['administrator'].pk}/", matrix_of(roles["administrator"], **{"right.configure": ""}))

    assert answer.status_code == 422
    assert Role.objects.get(code="administrator").has("configure")


def test_an_invented_scope_is_refused(client, admin, roles):
    client.force_login(admin)

    assert (
        client.post(f"/settings/roles/{roles['manager'].pk}/", matrix_of(roles["manager"], **{"deal.see": "everything"})).status_code == 422
    )


def test_an_auditor_reads_the_matrix_and_changes_nothing(client, auditor, roles):
    client.force_login(auditor)

    assert client.get(f"/settings/roles/{roles['manager'].pk}/").status_code == 200
    assert client.post(f"/settings/roles/{roles['manager'].pk}/", matrix_of(roles["manager"])).status_code == 403


def test_a_role_begins_as_a_copy(client, admin, roles):
    client.force_login(admin)
    client.post(f"/settings/roles/{roles['manager'].pk}/copy/", {"name": "Senior manager"})
    assert client.post(f"/settings/roles/{roles['manager'].pk}/copy/", {"name": "senior manager"}).status_code == 422

    made = Role.objects.get(name="Senior manager")
    assert made.matrix == roles["manager"].matrix
    assert not made.is_ready

import pytest

from accounts import beginning
from accounts.models import CalendarDay, Department, Role, User, WorkCalendar, Workspace
from crm_project.lib import clock, first_setup
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

FORM = {
    "company": "Pricep-Agro",
    "first_name": "Oleg",
    "last_name": "Balandin",
    "email": "Oleg@example.com",
    "password": PASSWORD,
    "profile": "one",
    "zone": "Europe/Samara",
}


@pytest.fixture(autouse=True)
def _once_in_a_lifetime():
    """A set-up makes a few of everything, each looked up first; it happens once, so it may."""
    zeal = pytest.importorskip("zeal")
    with zeal.zeal_ignore():
        yield


def test_an_empty_company_is_led_to_the_set_up(client):
    assert client.get("/deals/").url == "/sign-in/?next=/deals/"
    assert client.get("/sign-in/").url == "/set-up/"
    assert client.get("/set-up/").status_code == 200


def test_everything_is_ready_at_once(client):
    response = client.post("/set-up/", FORM, headers={"accept-language": "en"})

    oleg = User.objects.get()
    assert response.url == "/welcome/"
    assert (oleg.email, oleg.role.code, oleg.language) == ("oleg@example.com", "administrator", "en")
    assert Department.objects.get().head == oleg
    assert (Workspace.current().name, Workspace.current().zone) == ("Pricep-Agro", "Europe/Samara")
    assert set(Role.objects.values_list("code", flat=True)) == {"manager", "head", "administrator", "trainee", "auditor"}
    assert WorkCalendar.objects.default().days.filter(kind=CalendarDay.Kind.HOLIDAY).count() > 20
    assert client.get("/welcome/").status_code == 200


def test_one_department_sees_its_clients_together_and_edits_its_own(client):
    client.post("/set-up/", FORM)

    manager = Role.objects.get(code="manager")
    assert {kind: (manager.scope(kind, "see"), manager.scope(kind, "edit")) for kind in ("contact", "company", "deal")} == {
        "contact": ("department", "own"),
        "company": ("department", "own"),
        "deal": ("own", "own"),
    }


def test_several_departments_see_each_their_own_under_one_company(client):
    client.post("/set-up/", FORM | {"profile": "several"})

    assert Role.objects.get(code="manager").scope("contact", "see") == "own"
    assert [department.depth for department in Department.objects.all()] == [0, 1]


def test_upper_apps_add_what_is_theirs(client, monkeypatch):
    made = []
    monkeypatch.setattr(first_setup, "_makers", [(1, lambda workspace, by, language: made.append((workspace.name, str(by), language)))])
    client.post("/set-up/", FORM, headers={"accept-language": "ru"})

    assert made == [("Pricep-Agro", "Oleg Balandin", "ru")]


def test_what_goes_wrong_above_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(first_setup, "_makers", [(1, lambda workspace, by, language: 1 / 0)])

    with pytest.raises(ZeroDivisionError):
        beginning.begin(**FORM, language="ru")
    assert not User.objects.exists()


def test_there_is_only_one_first_time(client, admin):
    assert client.get("/set-up/").url == "/sign-in/"
    assert client.post("/set-up/", FORM).url == "/sign-in/"
    assert User.objects.count() == 1
    with pytest.raises(beginning.AlreadySetUp):
        beginning.begin(**FORM, language="ru")


def test_in_production_a_code_from_the_console_is_needed(client, settings, tmp_path):
    settings.PRODUCTION, settings.DATA_DIR = True, tmp_path
    assert client.post("/set-up/", FORM).status_code == 422
    assert client.post("/set-up/", FORM | {"code": "0000-0000-0000"}).status_code == 422
    code = beginning.new_code()
    assert (tmp_path / beginning.CODE_FILE).stat().st_mode & 0o077 == 0

    assert client.post("/set-up/", FORM | {"code": code}).status_code == 302
    assert Role.objects.get(code="administrator").needs_second_factor
    assert not (tmp_path / beginning.CODE_FILE).exists()


def test_guessing_the_code_is_throttled(client, settings, tmp_path):
    settings.PRODUCTION, settings.DATA_DIR = True, tmp_path
    beginning.new_code()
    for _ in range(10):
        client.post("/set-up/", FORM | {"code": "1111-1111-1111"})

    assert client.post("/set-up/", FORM | {"code": "1111-1111-1111"}).status_code == 429


@pytest.mark.parametrize(
    "field, value", [("company", " \x07 "), ("email", "oleg"), ("password", "oleg123456"), ("profile", "ten"), ("zone", "Mars/Base")]
)
def test_nonsense_sets_nothing_up(client, field, value):
    assert client.post("/set-up/", FORM | {field: value}).status_code == 422
    assert not User.objects.exists()


def test_a_step_is_ticked_off_by_what_there_is(client):
    client.post("/set-up/", FORM)
    before = {step.key: done for step, done in client.get("/welcome/").context["steps"]}
    client.post(
        "/settings/invitations/new/",
        {"people": "a@example.com", "role": Role.objects.get(code="manager").pk, "department": Department.objects.get().pk},
    )
    after = {step.key: done for step, done in client.get("/welcome/").context["steps"]}

    assert not before["invite"]
    assert after["invite"]


def test_another_profile_reshapes_an_untouched_role_only(client):
    client.post("/set-up/", FORM)
    page = {"name": "Pricep-Agro", "zone": "Europe/Samara", "currency": "RUB", "language": "ru", "city_code": "8692", "check_months": 12}
    client.post("/settings/company/", page | {"start_profile": "several"})
    assert Role.objects.get(code="manager").scope("contact", "see") == "own"

    shaped = Role.objects.get(code="manager")
    shaped.matrix["deal"]["see"] = "all"
    shaped.save()
    client.post("/settings/company/", page | {"start_profile": "one"})
    assert Role.objects.get(code="manager").scope("contact", "see") == "own"
    assert Role.objects.get(code="manager").scope("deal", "see") == "all"


def test_holidays_are_those_of_the_decree(client):
    client.post("/set-up/", FORM)
    calendar = WorkCalendar.objects.default()
    this_year = clock.today("Europe/Samara").year

    assert set(calendar.days.values_list("on__year", flat=True)) == {this_year, this_year + 1}

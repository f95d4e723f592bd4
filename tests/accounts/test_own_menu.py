"""What a person arranges for themselves: the menu, own links, the page they begin with, the desk of widgets."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from accounts.own_menu import add_link, arrange
from accounts.scopes import matrix
from crm_project.lib import clock, dashboard, own_menu, shell
from crm_project.lib.steady import stamped
from notifications.preferences import keep
from tests.factories import make_deal, make_task

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def again(user):
    return User.objects.with_rights().get(pk=user.pk)


def keys(user):
    return [entry.key for entry in shell.menu_for(again(user))]


def form(user, **changes):
    usual = [entry.key for entry in shell.whole_menu_for(again(user))]
    return {"order": usual, "shown": usual, "start": ""} | changes


# -- the menu -----------------------------------------------------------------------------


def test_the_order_and_what_is_hidden_hold_on_every_page(client, anna):
    client.force_login(anna)
    usual = keys(anna)
    order = [*reversed(usual)]

    client.post("/me/menu/", form(anna, order=order, shown=[key for key in order if key != "leads"]))

    assert keys(anna) == [key for key in order if key != "leads"]
    page = client.get("/me/menu/").content.decode()
    rail = page[page.index('class="k-rail"') : page.index("</nav>")]
    assert 'href="/leads/"' not in rail
    assert rail.index('href="/tasks/"') < rail.index('href="/deals/"')
    palette = page[page.index("palette-commands") :]
    assert 'href="/leads/"' in palette


def test_a_phone_shows_the_first_three_of_the_own_order(client, anna):
    client.force_login(anna)
    page = client.get("/me/menu/").content.decode()
    bar = page[page.index('class="k-tabbar"') :]
    assert bar.index("Calls") < bar.index('id="sheet-more"')

    first = ["tasks", "leads", "day"]
    arrange(anna, by=anna, order=[*first, *(key for key in keys(anna) if key not in first)])

    page = client.get("/me/menu/").content.decode()
    bar = page[page.index('class="k-tabbar"') : page.index('id="sheet-new"')]
    assert [word in bar for word in ("Tasks", "Leads", "My day", "Calls")] == [True, True, True, False]


def test_the_day_is_hidden_by_nobody(client, anna):
    client.force_login(anna)

    client.post("/me/menu/", form(anna, shown=[]))

    assert keys(anna) == ["day"]


def test_an_entry_that_came_later_stands_in_its_usual_place(anna):
    usual = keys(anna)
    order = [key for key in usual if key != "tasks"]

    arrange(anna, by=anna, order=order[::-1])

    shown = keys(anna)
    before = usual[usual.index("tasks") - 1]
    assert shown[shown.index(before) + 1] == "tasks"


def test_a_wish_gives_back_no_right(anna):
    arrange(anna, by=anna, order=["reports", "tasks"], hidden=[], start="tasks")
    anna.role = Role.objects.create(code="few", name="Few", matrix=matrix("own") | {"task": {}}, rights=[])
    anna.save(update_fields=["role"])

    assert "tasks" not in keys(anna)
    assert shell.start_of(again(anna)) == ""


@pytest.mark.parametrize(
    "wrong", [{"order": ["nothing"]}, {"order": []}, {"shown": ["<b>"]}, {"start": "https://evil.example"}, {"start": "settings"}]
)
def test_keys_that_nobody_knows_change_nothing(client, anna, wrong):
    client.force_login(anna)

    assert client.post("/me/menu/", form(anna, **wrong)).status_code == 422

    assert own_menu.wishes_of(again(anna)) == {}


def test_one_place_higher_or_lower_without_scripts(client, anna):
    client.force_login(anna)
    usual = keys(anna)

    client.post(f"/me/menu/{usual[1]}/up/", form(anna))
    assert keys(anna)[:2] == [usual[1], usual[0]]
    client.post(f"/me/menu/{usual[1]}/up/", form(anna))
    assert keys(anna)[:2] == [usual[1], usual[0]]
    client.post(f"/me/menu/{usual[1]}/down/", form(anna))

    assert keys(anna) == usual
    assert client.post("/me/menu/nothing/up/", form(anna)).status_code == 404
    assert client.post(f"/me/menu/{usual[1]}/aside/", form(anna)).status_code == 404
    assert client.post(f"/me/menu/{usual[1]}/up/", {}).status_code == 404


def test_the_menu_is_again_as_everybody_has_it(client, anna):
    usual = keys(anna)
    arrange(anna, by=anna, order=usual[::-1], hidden=["deals"], start="tasks")
    add_link(anna, "Bank", "https://bank.example", by=anna)
    client.force_login(anna)

    client.post("/me/menu/usual/")

    assert keys(anna) == usual
    assert shell.start_of(again(anna)) == ""
    assert len(own_menu.links_of(again(anna))) == 1


def test_nobody_arranges_for_another(anna, boris):
    with pytest.raises(PermissionError):
        arrange(anna, by=boris, hidden=["deals"])


@pytest.mark.django_db(transaction=True)
def test_two_open_pages_do_not_undo_each_other(anna):
    start = threading.Barrier(4)

    def wish(number):
        person = again(anna)
        start.wait()
        acts = [
            lambda: arrange(person, by=person, start="tasks"),
            lambda: add_link(person, "Bank", "https://bank.example", by=person),
            lambda: keep(person, digest_at="10:00"),
            lambda: add_link(person, "Bank", "https://bank.example", by=person),
        ]
        acts[number]()
        connection.close()

    threads = [threading.Thread(target=wish, args=[number]) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    kept = again(anna).preferences
    assert (kept["workspace"]["start"], kept["digest_at"]) == ("tasks", "10:00")
    assert [link["label"] for link in kept["workspace"]["links"]] == ["Bank"]


@pytest.mark.django_db(transaction=True)
def test_a_page_asks_nothing_more_for_an_arranged_menu(anna, django_assert_num_queries):
    person = stamped(User.objects.with_rights()).get(pk=anna.pk)
    shell.menu_for(person)
    with django_assert_num_queries(0):
        shell.menu_for(person), shell.start_of(person), own_menu.links_of(person), dashboard.has_desk(person)


# -- own links ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "javascript:alert(1)"},
        {"url": "JaVaScRiPt:alert(1)"},
        {"url": "data:text/html,x"},
        {"url": "//evil.example"},
        {"url": "/\\evil.example"},
        {"url": "ftp://files.example"},
        {"url": "https://"},
        {"url": "nowhere"},
        {"url": "https://x.example/" + "x" * 500},
        {"label": " \u200e "},
        {"label": "x" * 31},
        {"label": ""},
    ],
)
def test_an_address_that_is_none_is_refused_and_kept_in_the_form(client, anna, wrong):
    client.force_login(anna)

    answer = client.post("/me/links/new/", {"label": "Bank", "url": "https://bank.example"} | wrong, headers=HTMX)

    assert answer.status_code == 422
    assert not own_menu.links_of(again(anna))


def test_a_link_stands_in_the_menu_of_its_owner_alone(client, anna, boris):
    client.force_login(anna)
    for label, url in (
        ("Bank", "https://bank.example/?a=1&b=2"),
        ("No task", "/deals/list/?task=none"),
        ("<b>Bold", "https://bold.example"),
    ):
        client.post("/me/links/new/", {"label": label, "url": url})

    page = client.get("/me/menu/").content.decode()

    assert 'href="https://bank.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer"' in page
    assert 'href="/deals/list/?task=none"' in page
    assert "&lt;b&gt;Bold" in page
    client.force_login(boris)
    assert "bank.example" not in client.get("/me/menu/").content.decode()


def test_the_same_link_twice_is_once_and_eleven_are_too_many(client, anna):
    client.force_login(anna)
    for number in (*range(10), 3):
        assert client.post("/me/links/new/", {"label": f"Page {number}", "url": "/tasks/"}).status_code == 302

    answer = client.post("/me/links/new/", {"label": "One more", "url": "/tasks/"})

    assert answer.status_code == 422
    assert "One more" in answer.content.decode()
    assert len(own_menu.links_of(again(anna))) == 10


def test_a_link_is_removed_once_and_its_start_with_it(client, anna):
    add_link(anna, "No task", "/deals/list/?task=none", by=anna)
    key = own_menu.links_of(again(anna))[0]["key"]
    arrange(anna, by=anna, start=f"link:{key}")
    client.force_login(anna)
    assert client.get("/")["Location"] == "/deals/list/?task=none"

    assert [client.post(f"/me/links/{key}/removal/").status_code for _ in range(2)] == [302, 302]

    assert own_menu.links_of(again(anna)) == []
    assert client.get("/")["Location"] == "/day/start/"


# -- where one begins ----------------------------------------------------------------------


def test_one_begins_where_one_wishes(client, anna):
    client.force_login(anna)
    assert client.get("/")["Location"] == "/day/start/"

    client.post("/me/menu/", form(anna, start="tasks"))

    assert client.get("/")["Location"] == "/tasks/"
    client.post("/me/menu/", form(anna, start="desk"))
    assert client.get("/")["Location"] == "/desk/"


# -- the desk --------------------------------------------------------------------------------


@pytest.mark.parametrize("round_trip", ["/", "/?day=1", "/.", "/day/../", "/%2e/", "/#top"])
def test_a_link_that_leads_to_the_start_is_no_start(client, anna, round_trip):
    client.force_login(anna)
    client.post("/me/links/new/", {"label": "Home", "url": round_trip})
    key = own_menu.LINK + again(anna).preferences["workspace"]["links"][0]["key"]

    assert client.post("/me/menu/", form(anna, start=key)).status_code == 422
    arrange(anna, by=anna, start=key)

    assert shell.start_of(again(anna)) == ""
    assert client.get("/", follow=True).status_code == 200


def test_the_desk_of_who_arranged_nothing_has_the_usual_widgets(client, anna):
    client.force_login(anna)

    cells = client.get("/desk/").context["cells"]

    assert [cell.widget.key for cell in cells] == ["day", "tasks", "debts", "leads", "calls", "funnel", "month"]
    assert "desk" not in keys(anna)


def test_every_widget_answers_by_itself_and_as_a_page(client, anna, head, auditor, admin, stages):
    for user in (anna, head, auditor, admin):
        client.force_login(user)
        for one in dashboard.widgets_for(again(user)):
            assert client.get(f"/desk/widgets/{one.key}/", headers=HTMX).status_code == 200, one.key
            assert "<html" in client.get(f"/desk/widgets/{one.key}/").content.decode()


def test_without_scripts_the_whole_desk_is_read_at_once_by_the_same_number_of_questions(client, anna, stages, bare_frame):
    client.force_login(anna)
    assert 'href="?whole"' in client.get("/desk/").content.decode()
    counts = []
    for n in (1, 5):
        for number in range(n):
            make_task(anna, deal=make_deal(anna, name=f"Deal {n}.{number}"), title=f"Call {n}.{number}", due_on=clock.local_today())
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/desk/?whole").content.decode()
        counts.append(len(asked))
        assert f"Call {n}.{n - 1}" in page
        assert 'hx-trigger="load' not in page
    assert counts[0] == counts[1]


def test_widgets_are_put_in_order_hidden_and_made_wide(client, anna):
    client.force_login(anna)
    order = ["month", "birthdays", "tasks", "day", "debts", "leads", "calls", "funnel"]

    client.post("/desk/arrangement/", {"order": order, "shown": ["tasks", "month", "birthdays"], "wide": ["month"]})

    cells = client.get("/desk/").context["cells"]
    assert [(cell.widget.key, cell.is_wide) for cell in cells] == [("month", True), ("birthdays", False), ("tasks", False)]
    assert "desk" in keys(anna)
    client.post("/desk/usual/")
    assert client.get("/desk/").context["cells"][0].widget.key == "day"


def test_a_widget_is_moved_without_scripts(client, anna):
    client.force_login(anna)
    rows = [one.key for one, _shown, _wide in client.get("/desk/arrangement/").context["form"].rows]

    client.post(f"/desk/arrangement/{rows[1]}/up/", {"order": rows, "shown": rows, "wide": []})

    assert [cell.widget.key for cell in client.get("/desk/").context["cells"]][:2] == [rows[1], rows[0]]
    assert client.post("/desk/arrangement/nothing/up/", {"order": rows, "shown": rows}).status_code == 404


@pytest.mark.parametrize("wrong", [{"order": ["x"]}, {"order": []}, {"shown": ["../../etc"]}, {"wide": ["<b>"]}])
def test_widgets_that_nobody_knows_are_refused(client, anna, wrong):
    client.force_login(anna)
    rows = [one.key for one in dashboard.widgets_for(again(anna))]

    assert client.post("/desk/arrangement/", {"order": rows, "shown": rows, "wide": []} | wrong).status_code == 422

    assert own_menu.wishes_of(again(anna)) == {}


def test_a_widget_without_the_right_is_left_out(client, anna):
    arrange(anna, by=anna, desk=[{"key": "tasks", "wide": False}, {"key": "funnel", "wide": True}, {"key": "gone", "wide": True}])
    anna.role = Role.objects.create(code="few", name="Few", matrix=matrix("own") | {"deal": {}}, rights=[])
    anna.save(update_fields=["role"])
    client.force_login(anna)

    assert [cell.widget.key for cell in client.get("/desk/").context["cells"]] == ["tasks"]
    assert client.get("/desk/widgets/funnel/").status_code == 404
    assert client.get("/desk/widgets/gone/").status_code == 404


def test_an_empty_desk_offers_to_be_filled(client, anna):
    arrange(anna, by=anna, desk=[])
    client.force_login(anna)

    assert "/desk/arrangement/" in client.get("/desk/").content.decode()


def test_who_leads_has_the_day_of_the_department_on_the_desk(client, head, anna, stages):
    client.force_login(head)

    assert "team" in [cell.widget.key for cell in client.get("/desk/").context["cells"]]
    assert "Anna" in client.get("/desk/widgets/team/", headers=HTMX).content.decode()
    client.force_login(anna)
    assert client.get("/desk/widgets/team/").status_code == 404


@pytest.mark.parametrize("key", ["day", "debts", "tasks", "leads", "calls", "funnel", "month", "birthdays", "team"])
def test_a_widget_costs_the_same_for_one_deal_and_for_many(client, head, anna, stages, key, django_assert_max_num_queries):

    costs = []
    client.force_login(head)
    for more in (1, 9):
        for _ in range(more):
            make_task(anna, deal=make_deal(anna), by=head)
        client.get(f"/desk/widgets/{key}/", headers=HTMX)
        with django_assert_max_num_queries(40) as queries:
            client.get(f"/desk/widgets/{key}/", headers=HTMX)
        costs.append(len(queries))

    assert costs[0] == costs[1]

"""A company moves in from Bitrix24 or amoCRM: its files together make funnels, people and fields, and then come in."""

from collections import Counter
from datetime import date
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Invitation, User
from contacts.models import Company, Contact, Source
from crm_project.lib.sheets import UnreadableFile, open_sheet
from deals.models import Deal, Funnel, Product
from exchange.models import ImportRun, Relocation
from exchange.models.run import NotNow
from exchange.preparing import store
from exchange.reading import path_of
from exchange.relocating import facts
from exchange.relocating.forms import PlanForm
from exchange.relocating.making import make
from exchange.relocating.plan import Plan
from exchange.running import run_import
from fields.models import CustomField
from leads.models import FirstAnswer, Lead
from tests.exchange import files

pytestmark = pytest.mark.django_db

DEALS = [
    [
        *(
            "ID",
            "Название сделки",
            "Воронка",
            "Стадия сделки",
            "Сумма",
            "Компания",
            "Контакт",
            "Ответственный",
            "Источник",
            "Дата создания",
        ),
        *(
            "Дата изменения",
            "Предполагаемая дата закрытия",
            "Сделка закрыта",
            "Причина проигрыша",
            "Ширина, м",
            "Нужна доставка",
            "Смотреть до",
        ),
        "Тип",
    ],
    *(
        [
            *(str(number), f"Плуг {number}", funnel, stage, "1000", "ООО «Заря»", "Нина Остапенко", "Пётр Сомов", "Сарафан", "12.03.2024"),
            *("13.03.2024", "20.03.2024", "Нет", reason, width, delivery, "01.04.2024", kind),
        ]
        for number, (funnel, stage, reason, width, delivery, kind) in enumerate(
            [
                ("Продажи", "Переговоры", "", "2,5", "да", "Прямая"),
                ("Продажи", "Новая", "", "3", "нет", "Прямая"),
                ("Продажи", "Новая", "", "3", "нет", "Дилер"),
                ("Продажи", "Сделка успешна", "", "4", "да", "Дилер"),
                ("Продажи", "Сделка провалена", "Дорого", "4", "да", "Прямая"),
                ("Продажи", "Анализ причины провала", "", "4", "нет", "Прямая"),
                ("Сервис", "Заявка", "", "1", "нет", "Прямая"),
                ("Сервис", "Сделка успешна", "", "1", "нет", "Дилер"),
            ],
            start=501,
        )
    ),
]


@pytest.fixture(autouse=True)
def _files_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ZEAL_RAISE = False  # a move makes a few of everything, each by its own verb; it happens once


@pytest.fixture(autouse=True)
def _ready(roles):
    from deals.ready import make_ready_funnels

    make_ready_funnels("ru")


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


def send(page, **contents):
    uploads = [SimpleUploadedFile(f"{name}.csv", content) for name, content in contents.items()]
    return page.post(reverse("exchange:relocate"), {"files": uploads})


def everything():
    return {
        "DEAL": files.bitrix(DEALS),
        "CONTACT": files.bitrix(files.CONTACTS),
        "COMPANY": files.bitrix(files.COMPANIES),
        "LEAD": files.bitrix(files.LEADS),
    }


def begun(page, **contents):
    response = send(page, **(contents or everything()))
    assert response.status_code == 302, response.context["form"].errors
    return Relocation.objects.latest("pk")


def proposed(page, relocation):
    form = page.get(reverse("exchange:relocation", args=[relocation.pk])).context["form"]
    return {name: field.initial for name, field in form.fields.items() if field.initial not in (None, False)}


def press(page, relocation, **answers):
    return page.post(reverse("exchange:relocation", args=[relocation.pk]), proposed(page, relocation) | answers)


def work(relocation):
    """What the worker does: whatever waits, one after another; tells in which order."""
    order = []
    while waiting := ImportRun.objects.filter(relocation=relocation, state__in=["queued", "undoing"]).first():
        order.append(waiting.what)
        run_import(waiting.pk)
    return order


def moved(page, **answers):
    relocation = begun(page)
    response = press(page, relocation, **answers)
    assert response.status_code == 302, response.context["form"].errors
    return relocation, work(relocation)


def sizes():
    models = (Funnel, User, CustomField, Source, Company, Contact, Lead, Deal, Product)
    return {model.__name__: model.objects.count() for model in models}


# -- the page -----------------------------------------------------------------------


def test_the_page_shows_funnels_with_stages_in_order_before_anything_is_made(page):
    before = sizes()
    relocation = begun(page)
    form = page.get(reverse("exchange:relocation", args=[relocation.pk])).context["form"]

    sales, service = form.groups["funnels"]
    assert (sales["told"].name, service["told"].name) == ("Продажи", "Сервис")
    assert [stage["told"].name for stage in sales["stages"]] == [
        "Новая",
        "Переговоры",
        "Сделка успешна",
        "Сделка провалена",
        "Анализ причины провала",
    ]
    assert [stage["kind"].initial for stage in sales["stages"]] == ["working", "working", "won", "lost", "lost"]
    assert sizes() == before


def test_types_of_unknown_columns_are_guessed(page):
    relocation = begun(page, DEAL=files.bitrix(DEALS))
    form = page.get(reverse("exchange:relocation", args=[relocation.pk])).context["form"]

    told = {line["told"].title: line["told"].type for line in form.groups["columns"]}
    assert told == {"Ширина, м": "number", "Нужна доставка": "yes_no", "Смотреть до": "date", "Тип": "choice"}


def test_files_are_put_in_the_order_in_which_they_find_each_other(page):
    relocation = begun(page)

    assert [run.what for run in relocation.runs_in_order] == ["companies", "contacts", "leads", "deals"]


def test_owners_who_are_here_are_recognised(page, anna):
    rows = [[*row] for row in DEALS]
    rows[1][7], rows[2][7] = f"{anna.last_name} {anna.first_name}", f"Anna (x) <{anna.email}>"
    relocation = begun(page, DEAL=files.bitrix(rows))
    form = page.get(reverse("exchange:relocation", args=[relocation.pk])).context["form"]

    told = {line["word"]: line["choice"].initial for line in form.groups["people"]}
    assert told[rows[1][7]] == str(anna.pk)
    assert told["Пётр Сомов"] == "new"


# -- the button -------------------------------------------------------------------------


def test_one_button_makes_all_and_brings_the_files_in(page):
    _relocation, order = moved(page)

    assert order == ["companies", "contacts", "leads", "deals"]
    sales = Funnel.objects.get(name="Продажи")
    assert [(stage.name, stage.kind) for stage in sales.live_stages] == [
        ("Новая", "entry"),
        ("Переговоры", "working"),
        ("Сделка успешна", "won"),
        ("Сделка провалена", "lost"),
    ]
    assert Deal.objects.filter(funnel=sales).count() == 6
    assert Deal.objects.filter(funnel__name="Сервис").count() == 2
    assert (Company.objects.count(), Contact.objects.count(), Lead.objects.count()) == (2, 2, 3)
    assert str(Deal.objects.get(foreign_id="501").company) == "ООО «Заря»"


def test_people_fields_words_and_reasons_come_along(page):
    moved(page)

    petr = User.objects.get(last_name="Сомов")
    assert (petr.is_active, petr.has_usable_password()) == (False, False)
    first = Deal.objects.get(foreign_id="501")
    fields = {field.label: first.extra.get(field.code) for field in CustomField.objects.of("deal")}
    assert fields == {"Ширина, м": "2.5", "Нужна доставка": True, "Смотреть до": "2024-04-01", "Тип": "Прямая"}
    assert (first.owner, first.source.name) == (petr, "Сарафан")
    assert Deal.objects.get(foreign_id="505").loss_reason.name == "Дорого"
    assert Deal.objects.get(foreign_id="506").loss_reason.name == "Анализ причины провала"
    assert Deal.objects.get(foreign_id="504").closed_at.date() == date(2024, 3, 20)


def test_phones_keep_the_kind_that_their_column_tells(page):
    moved(page)

    zarya = Company.objects.get(inn="7707083893")
    assert [(one.e164, one.label) for one in zarya.phones.all()] == [
        ("+79123456789", "work"),
        ("+74951112233", "work"),
        ("+79161112233", "other"),
    ]
    assert Contact.objects.get(last_name="Сомов").phones.get().label == "mobile"


def test_the_same_files_again_make_nothing_twice(page):
    moved(page)
    before = sizes()
    again, _order = moved(page)

    assert sizes() == before
    assert again.made_at is None or Relocation.objects.get(pk=again.pk).made == {}
    assert [run.created for run in again.runs.all()] == [0, 0, 0, 0]


def test_everything_can_be_renamed_joined_or_left_out(page, anna):
    ready = Funnel.objects.for_deals().first()
    relocation = begun(page, DEAL=files.bitrix(DEALS))
    form = page.get(reverse("exchange:relocation", args=[relocation.pk])).context["form"]
    columns = {line["told"].title: line["choice"].name for line in form.groups["columns"]}
    answers = {
        "funnel_0_name": "Сбыт",
        "stage_0_0_name": "Заявки",
        "stage_0_0_place": "9",
        "stage_0_4_kind": "out",
        "funnel_1": str(ready.pk),
        "stage_1_0_kind": str(ready.entry.pk),
        "stage_1_1_kind": str(ready.won.pk),
        "owner_0": str(anna.pk),
        columns["Тип"]: "",
        columns["Нужна доставка"]: "comment",
        f"{columns['Ширина, м']}_label": "Захват",
    }
    press(page, relocation, **answers)
    work(relocation)

    sales = Funnel.objects.get(name="Сбыт")
    assert [stage.name for stage in sales.live_stages][:2] == ["Переговоры", "Заявки"]
    assert sales.entry.name == "Переговоры"
    assert Deal.objects.filter(funnel=ready).count() == 2
    assert not Deal.objects.filter(foreign_id="506").exists()
    assert {field.label for field in CustomField.objects.of("deal")} == {"Захват", "Смотреть до"}
    assert Deal.objects.filter(owner=anna).count() == 7
    assert not User.objects.filter(last_name="Сомов").exists()


def test_an_invited_owner_finds_their_deals(page, client):
    moved(page, owner_0="invite", owner_0_email="somov@example.com")
    invitation = Invitation.objects.get()
    assert invitation.email == "somov@example.com"

    client.logout()
    answer = {"key": invitation.token, "first_name": "Пётр", "last_name": "Сомов", "password": "plough-and-rain-77"}
    response = client.post(reverse("accounts:invitation"), answer)

    assert response.status_code == 302, response.context["form"].errors
    petr = User.objects.get(email="somov@example.com")
    assert petr.is_active
    assert Deal.objects.filter(owner=petr).count() == 8


@pytest.mark.parametrize(
    "answers",
    [
        {"funnel_0_name": ""},
        {"funnel_1_name": "Продажи"},
        {"stage_0_0_name": ""},
        {"stage_0_0_kind": "987654321"},
        {"owner_0": "invite"},
        {"owner_0": "987654321"},
    ],
)
def test_a_wrong_answer_makes_nothing(page, answers):
    relocation, before = begun(page), sizes()

    response = press(page, relocation, **answers)

    assert response.status_code == 422
    assert sizes() == before


def test_what_a_known_answer_does_not_ask_for_cannot_be_wrong(page, admin, anna):
    """A hidden field keeps whatever was typed into it before."""
    relocation = begun(page)
    known = str(Funnel.objects.for_deals().first().stages.open().first().pk)
    answers = {"stage_0_0_kind": known, "stage_0_0_place": "0", "stage_0_0_name": "", "owner_0": str(anna.pk), "owner_0_email": "no one"}

    response = press(page, relocation, **answers)

    assert response.status_code == 302, response.context["form"].errors


@pytest.mark.parametrize("answers", [{"stage_0_0_place": "0"}, {"owner_0": "new", "owner_0_email": "no one"}])
def test_what_a_new_thing_asks_for_is_judged(page, answers):
    assert press(page, begun(page), **answers).status_code == 422


def test_of_two_people_who_press_at_once_one_makes(page, admin):
    relocation = begun(page)
    plan = Plan(Relocation.objects.with_runs().get(pk=relocation.pk))
    form = PlanForm(proposed(page, relocation), plan, admin)
    assert form.is_valid()
    press(page, relocation)
    before = sizes()

    with pytest.raises(NotNow):
        make(relocation, form, by=admin)
    assert sizes() == before


def test_a_file_of_a_move_does_not_come_in_by_itself(page):
    run = begun(page).runs.first()

    page.post(reverse("exchange:start", args=[run.pk]))

    run.refresh_from_db()
    assert run.state == "draft"


def test_a_move_is_undone_as_a_whole(page):
    before = sizes()
    relocation, _order = moved(page)

    page.post(reverse("exchange:relocation_undo", args=[relocation.pk]))
    order = work(relocation)

    assert order == ["deals", "leads", "contacts", "companies"]
    assert sizes() == before
    assert page.get(reverse("exchange:relocation", args=[relocation.pk])).status_code == 200


def test_a_source_that_has_a_first_answer_by_now_stays(page, admin):
    relocation, _order = moved(page)
    FirstAnswer.write(Source.objects.get(name="Сарафан"), {"first_task": "Call"}, by=admin)

    page.post(reverse("exchange:relocation_undo", args=[relocation.pk]))
    work(relocation)

    assert Source.objects.filter(name="Сарафан").exists()
    assert not Deal.objects.exists()


def test_a_move_that_runs_cannot_be_undone(page):
    relocation = begun(page)
    press(page, relocation)

    page.post(reverse("exchange:relocation_undo", args=[relocation.pk]))

    assert not ImportRun.objects.filter(state="undoing").exists()


# -- files ---------------------------------------------------------------------------------


def test_amocrm_in_one_file(page):
    response = page.post(reverse("exchange:relocate"), {"files": [SimpleUploadedFile("amo.xlsx", files.amo_xlsx())]})
    assert response.status_code == 302
    relocation = Relocation.objects.latest("pk")
    press(page, relocation)
    work(relocation)

    assert (Deal.objects.count(), Contact.objects.count(), Company.objects.count()) == (3, 1, 1)
    assert Deal.objects.get(foreign_id="30002").stage.kind == "lost"
    labels = {phone.label for phone in Contact.objects.get().phones.all()}
    assert labels == {"work", "direct", "other"}


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("empty.csv", b"", "empty"),
        ("titles.csv", "ID;Название сделки;Стадия сделки\n".encode(), "only titles"),
        ("broken.xlsx", b"PK\x03\x04broken", "damaged"),
        ("photo.jpg", bytes(range(256)) * 20, "no table"),
        ("weather.csv", b"day;wind\n1;2\n", "no export"),
    ],
)
def test_a_broken_or_foreign_file_gets_a_clear_answer(page, name, content, words):
    response = page.post(reverse("exchange:relocate"), {"files": [SimpleUploadedFile(name, content)]})

    assert response.status_code == 422
    assert name in str(response.context["form"].errors)
    assert words in str(response.context["form"].errors)
    assert not Relocation.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_broken_file_keeps_no_good_one_back(page):
    uploads = [SimpleUploadedFile("DEAL.csv", files.bitrix(DEALS)), SimpleUploadedFile("broken.xlsx", b"PK\x03\x04broken")]
    response = page.post(reverse("exchange:relocate"), {"files": uploads}, follow=True)

    assert [run.name for run in Relocation.objects.get().runs.all()] == ["DEAL.csv"]
    assert "broken.xlsx" in response.content.decode()


def test_files_are_added_read_otherwise_and_left_out(page):
    relocation = begun(page, DEAL=files.bitrix(DEALS))
    address = reverse("exchange:relocation_files", args=[relocation.pk])
    page.post(address, {"files": [SimpleUploadedFile("COMPANY.csv", files.bitrix(files.COMPANIES))]})
    page.post(address, {"files": [SimpleUploadedFile("AGAIN.csv", files.bitrix(files.COMPANIES))]})
    assert {run.what for run in relocation.runs.all()} == {"deals", "companies"}
    assert relocation.runs.count() == 2

    run = relocation.runs.get(what="companies")
    page.post(reverse("exchange:relocation_read", args=[relocation.pk, run.pk]), {"what": "contacts"})
    run.refresh_from_db()
    assert run.what == "contacts"
    page.post(reverse("exchange:relocation_read", args=[relocation.pk, run.pk]), {"what": "secrets"})
    run.refresh_from_db()
    assert run.what == "contacts"

    for one in relocation.runs.all():
        page.post(reverse("exchange:relocation_drop", args=[relocation.pk, one.pk]))
    assert not Relocation.objects.exists()


def test_only_who_configures_moves_a_company(client, admin, head, page):
    relocation = begun(page)
    client.force_login(head)

    for name in ("relocation", "relocation_files", "relocation_undo"):
        assert client.post(reverse(f"exchange:{name}", args=[relocation.pk])).status_code == 403
    assert client.get(reverse("exchange:relocate")).status_code == 403


def test_a_move_that_never_was_is_not_found(page):
    assert page.get(reverse("exchange:relocation", args=[987654321])).status_code == 404
    assert page.post(reverse("exchange:relocation_files", args=[987654321])).status_code == 404


# -- large files -----------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_told_so_and_not_a_byte_is_kept(client, admin, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("exchange.preparing.MOST_BYTES", 100)
    client.force_login(admin)
    for url, name in (("exchange:relocate", "files"), ("exchange:upload", "file")):
        answer = client.post(reverse(url), {name: SimpleUploadedFile("deals.csv", files.bitrix(DEALS), "text/csv")})
        assert answer.status_code == 422
        assert "50 MB at most" in answer.content.decode()
    assert not list(tmp_path.rglob("*.*")) + list(tmp_path.rglob("imports/*"))
    assert not ImportRun.objects.exists()
    assert not Relocation.objects.exists()


def test_an_upload_is_never_held_as_a_whole(admin, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    whole = files.bitrix(DEALS)

    class Upload:
        """Has pieces only."""

        name, size = "deals.csv", len(whole)

        def chunks(self):
            return (whole[at : at + 100] for at in range(0, len(whole), 100))

    run = store(Upload(), "", by=admin)

    assert path_of(run).read_bytes() == whole
    assert run.sha256 == sha256(whole).hexdigest()


def test_of_endless_words_only_so_many_are_held(monkeypatch):
    monkeypatch.setattr(facts, "_MOST_COUNTED", 3)
    counter = Counter()
    for word in "abcdeabc":
        facts._count(counter, word)
    assert counter == {"a": 2, "b": 2, "c": 2}


@pytest.mark.parametrize("place", [0, (1 << 20) - 5, 3 << 20])
def test_a_password_is_found_wherever_the_file_says_so(tmp_path, place):
    path = tmp_path / "locked.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * place + "EncryptedPackage".encode("utf-16-le") + b"x" * 100)
    with pytest.raises(UnreadableFile) as refusal:
        open_sheet(path, path.name)
    assert refusal.value.why == "locked"

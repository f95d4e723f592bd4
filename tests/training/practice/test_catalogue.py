"""Every task of the catalogue played through the pages of the CRM: done half, then done."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.models import Contact
from crm_project.lib.training_mode import inside
from deals.models import Deal, DealMove
from leads.models import Lead
from notifications.models import Notice
from tasks.models import TaskType
from tests.factories import make_contact
from training.payloads import checked

from .conftest import TASKS, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday_noon(monkeypatch, roles):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")


def test_every_task_of_the_catalogue_is_sound_in_both_languages():
    numbers = sorted(path.stem for path in TASKS.glob("*.json"))
    assert numbers == [f"P-{n:02}" for n in range(1, 14)]
    for number in numbers:
        record = record_of(number)
        made = checked("task", record["payload"])
        assert set(record["stem"]) == set(made["text"]) == {"ru", "en"}
        assert all(set(check["miss"]) == {"ru", "en"} for check in made["checks"])


def plan(player, about, day="2026-11-18", **data):
    kind = TaskType.objects.get(code="call")
    data = {"type": kind.pk, "title": "Call", "day": day, "time": "10:00", "owner": player.person.pk} | data
    return player.post(f"/tasks/new/?{about}", **data)


def last(player, model):
    with inside(player.room):
        return model.objects.order_by("-pk").first()


def test_p_01_a_lead_and_its_task(play, anna):
    player = play(anna, "P-01")
    assert player.check() == ["lead", "task"]
    facts = {"person": "Whoever", "phone_typed": player.phone, "source": player.source["id"]}
    player.post("/leads/new/", **facts)
    lead = last(player, Lead)
    plan(player, f"lead={lead.pk}", time="15:00")
    assert player.check() == ["task"], "spelling does not matter, the hour does"
    plan(player, f"lead={lead.pk}", time="10:30")
    assert player.check() == []
    assert (player.run.state, player.run.times_checked) == ("passed", 3)
    assert player.run.checks[0]["evidence"][0]["name"] == "Whoever"
    assert not Lead.objects.exists()


def test_p_01_a_second_lead_has_its_own_message(play, anna):
    player = play(anna, "P-01")
    for name in ("One", "Two"):
        player.post("/leads/new/", person=name, phone_typed=player.phone, source=player.source["id"])
    assert "once" in player.check()
    page = player.client.get("/leads/")
    assert b"more than one lead with this phone" in page.content


def test_p_02_a_double_is_merged(play, anna):
    player = play(anna, "P-02")
    assert player.check() == ["merged", "one"]
    merge(player, player.first["id"], player.second["id"])
    assert player.check() == []
    assert player.run.checks[0]["evidence"][0]["name"] == player.first["name"]


def test_p_02_says_in_good_russian_that_there_are_two(play, anna):
    anna.language = "ru"
    anna.save()
    player = play(anna, "P-02")
    player.check()
    page = player.client.get("/clients/").content.decode()
    assert "С этим телефоном осталась не одна карточка" in page
    assert "Две карточки этого клиента ещё не объединены" in page


def test_p_02_the_other_way_round(play, anna):
    player = play(anna, "P-02")
    merge(player, player.second["id"], player.first["id"])
    assert player.check() == []


def test_p_02_two_other_cards_merged_and_the_double_thrown_away_is_not_it(play, head):
    player = play(head, "P-02")
    with inside(player.room):
        others = [make_contact(head, last_name=name).pk for name in ("Other", "Another")]
    merge(player, *others)
    with inside(player.room):
        Contact.objects.get(pk=player.second["id"]).discard(by=head)
    assert player.check() == ["merged"]


def merge(player, kept, absorbed):
    page = player.client.get(f"/clients/contact/{kept}/merge/{absorbed}/")
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    player.post(f"/clients/contact/{kept}/merge/{absorbed}/", **data)


def test_p_03_a_lead_becomes_a_deal(play, anna):
    player = play(anna, "P-03")
    assert player.check() == ["converted", "deal", "fields", "task"]
    funnel = Deal._meta.get_field("funnel").related_model.objects.for_deals().get()
    player.post(f"/leads/{player.lead['id']}/deal/", funnel=funnel.pk, name="")
    deal = last(player, Deal)
    assert player.check() == ["deal", "fields", "task"]
    player.post(f"/deals/{deal.pk}/fields/amount/", amount=player.sum, seen=deal.version, version=deal.version)
    plan(player, f"deal={deal.pk}")
    assert player.check() == []


def test_p_04_a_deal_goes_over_a_stage(play, anna):
    player = play(anna, "P-04")
    assert player.check() == ["stage", "fields", "moved"] or player.check() == ["stage", "moved"]
    way = f"/deals/{player.deal['id']}/move-to/{player.stage['id']}/"
    answer = player.client.post(way, {"amount": player.sum}, headers={"HX-Request": "true"})
    assert answer.status_code == 422, "the fields of the stage that is passed over are asked for"
    player.post(way, amount=player.sum, decision_on="2026-12-01")
    assert player.check() == []
    assert not DealMove.objects.exists()


def test_p_05_a_name_by_the_template(play, anna):
    player = play(anna, "P-05")
    player.post(f"/deals/{player.deal['id']}/name/", name="deal of Zarya")
    assert player.check() == ["template"]
    player.post(f"/deals/{player.deal['id']}/name/", name="")
    assert player.check() == []


@pytest.mark.parametrize("language, word", [("en", "call"), ("ru", "звонок")])
def test_p_05_what_is_prepared_is_called_in_the_language_of_the_person(play, anna, language, word):
    anna.language = language
    anna.save()
    assert play(anna, "P-05").deal["name"].startswith(f"{word} ")


def call(player, **data):
    data = {
        "direction": "out",
        "outcome": "answered",
        "day": "2026-11-17",
        "time": "11:00",
        "length": "3",
        "owner": player.person.pk,
    } | data
    return player.post(f"/calls/log/?{data.pop('about', '')}", **data)


def test_p_06_a_call_made_elsewhere(play, anna):
    player = play(anna, "P-06")
    deal = player.deal["id"]
    call(player, about=f"deal={deal}", phone=player.phone, deal=deal, text="ok")
    assert player.check() == ["words"]
    call(player, about=f"deal={deal}", phone=player.phone, deal=deal, text="Waits until the end of the month, wants instalments")
    assert player.check() == []


def test_p_07_a_missed_call_is_returned(play, anna):
    player = play(anna, "P-07")
    assert player.check() == ["call", "words", "settled"]
    call(player, phone=player.phone, time="11:59", text="")
    assert player.check() == ["words"]
    call(player, phone=player.phone, time="11:59", text="Wants a price list by mail")
    assert player.check() == []


def test_p_08_a_deal_is_lost(play, anna):
    player = play(anna, "P-08")
    way = f"/deals/{player.deal['id']}/loss/"
    player.post(way, reason=player.reason["id"], comment="")
    assert player.check() == ["comment"]


def test_p_08_with_words(play, anna):
    player = play(anna, "P-08")
    player.post(f"/deals/{player.deal['id']}/loss/", reason=player.reason["id"], comment="Delivery took too long for them")
    assert player.check() == []


def test_p_09_a_deal_is_won(play, anna):
    player = play(anna, "P-09")
    deal = player.deal["id"]
    assert player.check() == ["scan", "sum", "contract", "won"]
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 signed")
    player.post(f"/timeline/deal/{deal}/files/new/", files=scan)
    assert player.check() == ["sum", "contract", "won"]
    player.post(f"/deals/{deal}/win/", seen="", amount=player.sum, decision_on="2026-12-01", contract_number=player.number)
    assert player.check() == []


def test_p_10_a_day_in_order(play, anna):
    player = play(anna, "P-10")
    assert player.check() == ["order"]
    for name in ("deal3", "deal4", "deal5"):
        plan(player, f"deal={player.run.given[name]['id']}")
    assert player.check() == ["order"], "two tasks are overdue"
    for name in ("late1", "late2"):
        player.post(f"/tasks/{player.run.given[name]['id']}/due/", day="2026-11-19", time="10:00")
    assert player.check() == []


def test_p_10_my_day_says_of_a_prepared_deal_what_the_board_says(play, anna):
    player = play(anna, "P-10")
    page = player.client.get("/day/").content.decode().replace("\xa0", " ")
    assert "No task, 3 d in the stage" in page
    assert "No task, 0 min" not in page


def test_p_10_closing_what_is_in_the_way_is_no_order(play, anna):
    player = play(anna, "P-10")
    reason = Deal._meta.get_field("loss_reason").related_model.objects.get()
    for n in range(1, 6):
        player.post(f"/deals/{player.run.given[f'deal{n}']['id']}/loss/", reason=reason.pk, comment="Does not want it any more now")
    assert "open1" in player.check()


def test_p_11_work_is_handed_over(play, anna, boris):
    player = play(anna, "P-11")
    assert player.colleague["id"] in (boris.pk, anna.superior_id)
    kind, deal = TaskType.objects.get(code="call"), player.deal["id"]
    facts = {"hand-type": kind.pk, "hand-title": "Go on", "hand-owner": player.colleague["id"], "hand-day": "2026-11-30"}
    player.post(f"/tasks/hand-offs/new/?deal={deal}", **facts)
    assert player.check() == ["due"]
    player.post(f"/tasks/hand-offs/new/?deal={deal}", **facts | {"hand-day": "2026-11-19"})
    assert player.check() == []
    assert not Notice.objects.filter(verb__startswith="handoff").exists()
    player.attempt.submit(by=anna)
    page = player.client.get(f"/tests/attempts/{player.attempt.pk}/result/").content.decode()
    assert page.count(f"Go on → {player.colleague['name']}") == 1
    assert "object (" not in page
    assert "as it should be" not in page
    for person in (anna, boris):
        before = person.opened
        person.refresh_from_db()
        assert person.opened == before, "nothing is opened to anybody by training records"


def test_p_12_a_view_is_kept(play, anna):
    player = play(anna, "P-12")
    player.post("/views/deals/new/?task=overdue", name="Late")
    assert player.check() == ["view"]
    player.post("/views/deals/new/?task=today", name="Today")
    assert player.check() == []
    assert not anna.saved_views.exists()


def test_p_13_the_real_profile(play, anna):
    player = play(anna, "P-13")
    assert player.check() == ["profile", "notices"]
    page = player.client.get("/me/")
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"phone": "+7 495 000-00-00"}
    player.client.post(player.start, data)
    anna.refresh_from_db()
    assert anna.phone, "the profile is the real one"
    assert player.check() == ["notices"]
    page = player.client.get("/notices/preferences/")
    assert page.status_code == 200

"""Pictures of the screens: a throw-away place without real clients, what is stale, what stays, who looks after them."""

import io

import pytest
from django.core.management import call_command
from PIL import Image

from contacts.models import Company
from deals.models import Deal, StageField
from regulations import stored
from regulations.changes.pictures import SILENT
from regulations.help.screens import keys
from regulations.living.following import follow
from regulations.models import Regulation, Shot, ShotImage
from regulations.shots import standing, taking, turn
from regulations.shots.pixels import packed, share_differing
from regulations.shots.place import throw_away
from regulations.shots.recipes import LANGUAGES, recipes
from regulations.shots.scenes import scene
from tests.factories import make_company, make_deal

from .conftest import page, write

pytestmark = pytest.mark.django_db
BOX = {"n": 1, "help": "deal.stage", "x": 40, "y": 30, "w": 120, "h": 24}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def screen(dots=0, size=(600, 300)):
    """PNG of a screen with so many black pixels."""
    image = Image.new("RGB", size, "white")
    for n in range(dots):
        image.putpixel((n % size[0], n // size[0]), (0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def taken(png=None, key="deal-card", boxes=None, fault=""):
    """A camera that answers this for the recipe, and the same for all others."""
    boxes = boxes or [BOX | {"n": one.number, "help": one.help} for one in recipes()[key].callouts]
    return taking.Taken(png or screen(), boxes, fault, "deal.stage" if fault else "")


@pytest.fixture
def camera(monkeypatch):
    """`camera(one)`: from now on every picture comes out so."""

    def point(one):
        monkeypatch.setattr(taking, "pictures_of", lambda asked, language: {recipe.key: one for recipe in asked})

    monkeypatch.setattr(standing, "find", lambda: "/usr/bin/chromium")
    return point


def take(key="deal-card", languages=LANGUAGES):
    return turn.take_turn([shot for (one, language), shot in standing.standings().items() if one == key and language in languages])


def with_shot(admin):
    regulation = Regulation.objects.create(code="INS-01", genre="instruction", source_language="en")
    write(
        regulation,
        [page("part", "1", "", "Part", "Opening."), page("first", "1.1", "part", "First", "Look:\n\n{{shot deal-card}}")],
        by=admin,
    )
    return regulation


# -- recipes ---------------------------------------------------------------------------


def test_recipes_name_help_keys_in_both_languages_and_living_blocks_that_exist():
    from regulations.living.blocks import block_named

    assert len(recipes()) >= 12
    for recipe in recipes().values():
        assert {one.help for one in recipe.callouts} <= set(keys()), recipe.key
        assert all(one.words[language].strip() for one in recipe.callouts for language in LANGUAGES), recipe.key
        assert len({one.help for one in recipe.callouts}) == len(recipe.callouts)
        assert all(block_named(name) for name in recipe.touches), recipe.key


# -- the throw-away place --------------------------------------------------------------


def test_there_is_no_real_client_in_it_and_nothing_of_it_stays(anna, stages):
    make_deal(anna)
    make_company(anna, name="Real Client Ltd")
    with throw_away():
        assert not Deal.objects.exists()
        assert not Company.objects.exists()
    assert Deal.objects.get().owner == anna
    assert Company.objects.get().name == "Real Client Ltd"


def test_the_made_up_company_uses_the_real_funnel_and_is_gone_afterwards(anna, admin, funnel, stages):
    StageField.objects.create(stage=stages["Qualified"], code="competitor")
    make_deal(anna, name="Secret deal of a real client")
    with throw_away(scene().settings()):
        cast = scene().make("en")
        assert cast["deal"].funnel_id == funnel.pk
        assert StageField.objects.filter(stage=stages["Qualified"], code="competitor").exists()
        assert not Deal.objects.filter(name__contains="Secret").exists()
        assert cast["manager"].email == "anna@demo.example"
        assert Deal.objects.count() > 10
    assert Deal.objects.count() == 1


# -- taking ----------------------------------------------------------------------------


def test_a_picture_is_kept_with_its_numbers(camera):
    camera(taken())
    assert take() == {("deal-card", "ru"): "kept", ("deal-card", "en"): "kept"}
    shot = Shot.objects.with_images().get(key="deal-card", language="ru")
    assert [box["help"] for box in shot.image.boxes] == [one.help for one in recipes()["deal-card"].callouts]
    assert stored.read(shot.image).startswith(b"\x89PNG")
    assert not standing.is_stale(shot, standing.digests()["deal-card"])


def test_a_few_other_pixels_are_the_same_picture_and_many_are_another(camera):
    camera(taken(screen()))
    take()
    few, many = int(600 * 300 * SILENT * 0.8), int(600 * 300 * SILENT * 2)
    camera(taken(screen(few)))
    assert set(take().values()) == {"same"}
    camera(taken(screen(many)))
    assert set(take().values()) == {"kept"}
    assert ShotImage.objects.count() == 4


def test_the_share_of_pixels_that_differ():
    bodies = [packed(screen(dots))[0] for dots in (0, 1800)]
    assert share_differing(bodies[0], bodies[0]) == 0
    assert share_differing(*bodies) == pytest.approx(0.01, abs=0.002)
    assert share_differing(bodies[0], packed(screen(size=(600, 301)))[0]) == 1.0


def test_a_key_that_is_not_there_makes_the_picture_stale_and_the_one_before_stays(camera):
    camera(taken())
    take()
    before = Shot.objects.get(key="deal-card", language="ru").image
    camera(taken(fault=Shot.Fault.MISSING))
    assert set(take().values()) == {"missing"}
    shot = Shot.objects.get(key="deal-card", language="ru")
    assert (shot.image, shot.fault, shot.detail) == (before, "missing", "deal.stage")
    assert standing.is_stale(shot, standing.digests()["deal-card"])
    assert shot.key not in {one.key for one in standing.wanted()}


def test_another_required_field_makes_the_pictures_of_it_stale(camera, funnel, stages):
    camera(taken())
    take()
    take("calls")
    assert not {one.key for one in standing.wanted()} & {"deal-card", "calls"}
    StageField.objects.create(stage=stages["Qualified"], code="competitor")
    assert "deal-card" in {one.key for one in standing.wanted()}
    assert "calls" not in {one.key for one in standing.wanted()}


def test_so_does_a_new_version_of_the_system(camera, monkeypatch):
    camera(taken())
    take()
    monkeypatch.setattr(standing, "app_version", lambda: "another")
    assert "deal-card" in {one.key for one in standing.wanted()}


def test_by_day_only_what_was_never_taken_or_was_asked_for(camera, handbook, admin, monkeypatch):
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T12:00:00+03:00")
    camera(taken())
    assert {one.key for one in turn.due()} == set(recipes())
    for key in recipes():
        take(key)
    monkeypatch.setattr(standing, "app_version", lambda: "another")
    assert turn.due() == []
    Shot.objects.ask_again(["board"], by=admin)
    assert {one.key for one in turn.due()} == {"board"}
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-18T03:00:00+03:00")
    assert {one.key for one in turn.due()} == set(recipes())


def test_where_there_is_no_browser_nothing_is_due(monkeypatch, handbook):
    monkeypatch.setattr(standing, "find", lambda: None)
    assert turn.due() == []
    told = io.StringIO()
    call_command("take_shots", stderr=told)
    assert "No browser" in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_them_once(camera, roles):
    from threading import Thread

    from django.db import connection

    camera(taken())
    found = []

    def second():
        found.append(turn.take_turn([]))
        connection.close()

    with turn._alone() as is_alone:
        assert is_alone
        thread = Thread(target=second)
        thread.start()
        thread.join()
    assert found == [None]
    assert turn.take_turn([]) == {}


# -- in the handbook -------------------------------------------------------------------


def test_readers_see_the_picture_with_its_list(camera, browser, admin, anna):
    camera(taken())
    take()
    with_shot(admin)
    html = browser(anna).get("/handbook/INS-01/first/").content.decode()
    image = Shot.objects.get(key="deal-card", language="en").image
    address = f"/handbook/help/shots/deal-card/en/{image.sha256[:16]}/"
    assert f'<img src="{address}"' in html
    assert 'alt="1. The name, the client and the sum; 2.' in html
    assert html.count("<li>", html.index("k-callouts")) >= 6
    answer = browser(anna).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert browser(anna).get("/handbook/help/shots/deal-card/en/0000000000000000/").status_code == 404


def test_before_the_first_picture_readers_see_nothing_and_editors_are_told(browser, admin, anna):
    with_shot(admin)
    assert "shot" not in browser(anna).get("/handbook/INS-01/first/").content.decode().partition("<article")[2].partition("</article>")[0]
    assert "Pictures of the screens" in browser(admin).get("/handbook/INS-01/first/").content.decode()


def test_an_unknown_picture_stops_the_publication(admin, small):
    from regulations.checks import grave_in

    from .desk import rewrite

    draft = small.open_draft(by=admin)
    rewrite(draft, "first", "{{shot no-such-screen}}", by=admin)
    assert "living" in {one.code for one in grave_in(draft)}


def test_a_new_picture_is_an_edition_of_the_settings_with_a_yellow_frame(camera, browser, admin, anna):
    camera(taken(screen()))
    take()
    regulation = with_shot(admin)
    camera(taken(screen(9_000)))
    take()
    (edition,) = follow()
    assert str(edition.label) == "1.1"
    assert follow() == []
    html = browser(anna).get("/handbook/INS-01/first/?since=1").content.decode()
    assert "picture replaced" in html
    images = ShotImage.objects.filter(language="en").order_by("pk")
    assert all(f"/en/{image.sha256[:16]}/" in html for image in images)
    old = browser(anna).get("/handbook/INS-01/editions/1/first/").content.decode()
    assert images[0].sha256[:16] in old
    assert images[1].sha256[:16] not in old
    assert regulation.edition_in_force() == edition


def test_the_list_is_compared_as_a_list(camera, browser, admin, anna, monkeypatch):
    from dataclasses import replace

    from regulations.shots import block

    camera(taken())
    take()
    with_shot(admin)
    recipe = recipes()["deal-card"]
    first, second, *rest = recipe.callouts
    said = replace(first, words={"ru": "Имя", "en": "The name of it"})
    changed = replace(recipe, callouts=(said, *rest))
    monkeypatch.setitem(recipes(), "deal-card", changed)
    monkeypatch.setitem(block.live_block.__globals__["_blocks"], "shot:deal-card", block._block(changed))
    assert follow()
    html = browser(anna).get("/handbook/INS-01/first/?since=1").content.decode()
    assert ">The name of it</ins>" in html
    assert f'<del class="k-del">{second.words["en"]}</del>' in html


def test_the_help_shows_the_piece_of_the_screen(camera, browser, anna, handbook):
    camera(taken())
    take()
    html = browser(anna).get("/handbook/help/key/deal.stage/").content.decode()
    assert 'src="/handbook/help/shots/piece/deal.stage/' in html
    answer = browser(anna).get("/handbook/help/shots/piece/deal.stage/")
    image = Image.open(io.BytesIO(answer.content))
    assert (image.width, image.height) == (round(300 * taking.SCALE), round(110 * taking.SCALE))
    assert browser(anna).get("/handbook/help/shots/piece/calls.dial/").status_code == 404
    assert browser(anna).get("/handbook/help/shots/piece/no.such/").status_code == 404


# -- the page of editors ---------------------------------------------------------------


def test_editors_see_how_the_pictures_stand_and_ask_for_them_once(camera, browser, admin, handbook):
    camera(taken())
    take()
    client = browser(admin)
    html = client.get("/handbook/help/shots/").content.decode()
    assert "up to date" in html
    assert "not taken yet" in html
    for _ in range(2):
        assert client.post("/handbook/help/shots/again/deal-card/").status_code == 302
    assert Shot.objects.filter(key="deal-card", asked_at__isnull=False).count() == 2
    assert handbook.entries.filter(verb="shots_asked").count() == 1
    assert client.post("/handbook/help/shots/again/no-such/").status_code == 404
    client.post("/handbook/help/shots/again/")
    assert Shot.objects.exclude(asked_at=None).count() == 2 * len(recipes())


def test_readers_do_neither(browser, anna, handbook):
    assert browser(anna).get("/handbook/help/shots/").status_code in (403, 404)
    assert browser(anna).post("/handbook/help/shots/again/").status_code in (403, 404)
    assert not Shot.objects.exists()


def test_without_a_browser_editors_are_told_and_nothing_is_asked(monkeypatch, browser, admin, handbook):
    monkeypatch.setattr(standing, "find", lambda: None)
    html = browser(admin).get("/handbook/help/shots/").content.decode()
    assert "No browser" in html
    browser(admin).post("/handbook/help/shots/again/")
    assert not Shot.objects.exists()


def test_draw():
    """The box of a thing in a corner is cut out within the picture."""
    from regulations.shots.pixels import around

    assert around({"x": 0, "y": 0, "w": 10, "h": 10}, 600, 300) == (0, 0, 300, 110)
    assert around({"x": 590, "y": 290, "w": 10, "h": 10}, 600, 300) == (300, 190, 300, 110)
    assert around({"x": 0, "y": 100, "w": 600, "h": 100}, 600, 300) == (0, 72, 600, 156)

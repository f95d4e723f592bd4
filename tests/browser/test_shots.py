"""Every recipe is played in a real browser: what it numbers is on the screen, in both languages."""

import pytest
from django.test import override_settings

from accounts.beginning import begin
from crm_project.lib.chromium import find
from regulations.shots.recipes import recipes
from regulations.shots.taking import pictures_of
from tests.factories import make_company, make_deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.skipif(not find(), reason="Chromium is not installed")]


@pytest.fixture
def company(db, monkeypatch):
    """A company on its first morning, with one real client."""
    monkeypatch.setenv("APP_TEST_CLOCK", "2026-11-17T11:00:00+03:00")
    facts = {"language": "ru", "profile": "several", "zone": "Europe/Moscow", "password": "a-long-good-passphrase"}
    admin = begin(company="Ordo", first_name="Real", last_name="Person", email="real@example.com", **facts)
    make_company(admin, name="Real Client Ltd")
    make_deal(admin, name="Secret deal of a real client")
    return admin


@pytest.mark.parametrize("language", ["ru", "en"])
def test_all_callouts_stand_where_they_belong(company, language):
    with override_settings(ALLOWED_HOSTS=["*"]):
        found = pictures_of(list(recipes().values()), language)
    assert {key: (one.fault, one.detail) for key, one in found.items() if one.fault} == {}
    for key, one in found.items():
        assert [box["help"] for box in one.boxes] == [callout.help for callout in recipes()[key].callouts]
        assert all(box["w"] >= 4 and box["h"] >= 4 and box["x"] >= 0 and box["y"] >= 0 for box in one.boxes), key
        assert one.png.startswith(b"\x89PNG")

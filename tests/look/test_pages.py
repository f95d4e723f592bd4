"""The pages the frame makes by itself."""

import json

import pytest
from django.conf import settings
from django.utils import translation

from crm_project import errors

INLINE_STYLE = ' style="'


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.django_db
def test_the_style_guide_shows_every_part(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get("/styleguide/")
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in page
    assert INLINE_STYLE not in page
    assert page.count("<h1") == 1


@pytest.mark.django_db
def test_a_dialog_is_a_piece_for_htmx_and_a_page_without_it(client):
    page = client.get("/styleguide/dialog/").content.decode()
    piece = client.get("/styleguide/dialog/", headers={"HX-Request": "true"})
    assert "<html" in page
    assert "<html" not in piece.content.decode()
    assert piece["HX-Retarget"] == "#dialog"


@pytest.mark.django_db
def test_a_wrong_form_comes_back_in_its_dialog(client):
    response = client.post("/styleguide/dialog/", {}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


@pytest.mark.django_db
def test_the_product_can_be_installed(client):
    about = json.loads(client.get("/manifest.webmanifest").content)
    assert about["display"] == "standalone"
    assert {icon["sizes"] for icon in about["icons"]} == {"192x192", "512x512"}


@pytest.mark.parametrize("code", sorted(errors.WORDS))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_error_has_a_page_without_a_person(rf, code, language):
    request = rf.get("/x/")
    request.id = "support-42"
    with translation.override(language):
        response = errors._page(request, code, {"retry_after": 5})
    page = response.content.decode()
    assert response.status_code == code
    assert f'<span class="code">{code}</span>' in page
    assert ("support-42" in page) is (code != 404)
